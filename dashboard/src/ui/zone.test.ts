import { describe, expect, it } from 'vitest'
import { isZone, zoneName, zoneOffsetMs } from './zone.ts'

const HOUR = 3_600_000
const WINTER = Date.UTC(2026, 0, 15, 12)
const SUMMER = Date.UTC(2026, 6, 15, 12)

describe('a zone', () => {
  it.each([
    ['UTC', 0, 0],
    ['Asia/Tehran', 3.5, 3.5],
    ['Europe/Berlin', 1, 2],
    ['America/St_Johns', -3.5, -2.5],
    ['Pacific/Kiritimati', 14, 14],
  ])('%s is ahead by %d hours in winter and %d in summer', (zone, winter, summer) => {
    expect([zoneOffsetMs(zone, WINTER) / HOUR, zoneOffsetMs(zone, SUMMER) / HOUR]).toEqual([winter, summer])
  })

  it('changes at the moment when its clocks do', () => {
    const change = Date.UTC(2026, 2, 29, 1)
    expect([change - 1, change].map((at) => zoneOffsetMs('Europe/Berlin', at) / HOUR)).toEqual([1, 2])
  })

  it('is that of this computer unless one is named', () => {
    expect(zoneName('local')).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
    expect(zoneOffsetMs('local', SUMMER)).toBe(zoneOffsetMs(zoneName('local'), SUMMER))
    expect(['Asia/Tehran', 'Atlantis/Poseidon'].map(isZone)).toEqual([true, false])
  })
})
