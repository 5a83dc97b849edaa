import { describe, expect, it } from 'vitest'
import { tracksOf } from './tracks.ts'

const STATUS = { id: 'status', track: '2rem' }
const NAME = { id: 'name', track: 'minmax(8.5rem,1.2fr)' }

describe('the tracks of a list', () => {
  it('are those of its columns, after the one of ticks', () => {
    expect(tracksOf([STATUS, NAME], true)).toEqual({
      template: '2.25rem 2rem minmax(8.5rem,1.2fr)',
      pinnedAt: new Map(),
      hasPins: false,
    })
  })

  it('have the width that a reader gave them', () => {
    expect(tracksOf([{ ...NAME, widthPx: 300 }], false).template).toBe('300px')
  })

  it('of pinned columns are fixed, and each stays behind the one before it', () => {
    const { template, pinnedAt } = tracksOf([{ ...NAME, isPinned: true }, { ...STATUS, isPinned: true }, NAME], true)
    expect(template).toBe('2.25rem 8.5rem 2rem minmax(8.5rem,1.2fr)')
    expect(pinnedAt.get('name')).toBe('calc(0px + 2.25rem)')
    expect(pinnedAt.get('status')).toBe('calc(0px + 2.25rem + 8.5rem)')
  })
})
