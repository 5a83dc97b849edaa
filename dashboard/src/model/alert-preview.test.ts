import type { AlertPreview } from '@vitrine/schemas/api'
import { expect, it } from 'vitest'
import { chartOfPreview } from './alert-preview.ts'

const MINUTE_NS = 60_000_000_000n
const looks = 7 * 24 * 60
const behind = { q: '', from: '0', to: '0' }
const preview: AlertPreview = {
  unit: '1',
  from: '0',
  to: '0',
  every_seconds: 60,
  threshold: 5,
  times: Array.from({ length: looks }, (_, index) => String(BigInt(index + 1) * MINUTE_NS)),
  values: Array.from({ length: looks }, (_, index) => (index < 100 ? null : index === 200 ? 9 : 1)),
  groups: 0,
  groups_left_out: 0,
  fired: [{ group: null, from: String(201n * MINUTE_NS), to: String(203n * MINUTE_NS), behind }],
}

it('draws a week in at most three hundred buckets, and loses no peak', () => {
  const chart = chartOfPreview(preview, false)
  expect(chart.starts.length).toBeLessThanOrEqual(300)
  expect(chart.starts[0]).toBe(0)
  expect(chart.ends.at(-1)).toBe(looks * 60_000)
  expect(chart.starts.slice(1)).toEqual(chart.ends.slice(0, -1))
  expect(Math.max(...chart.values.map((value) => value ?? 0))).toBe(9)
  expect(chart.values[0]).toBeNull()
  expect(chart.firing.filter((value) => value !== null)).toEqual([9])
})

it('keeps what is lowest where too little is what alarms', () => {
  const low = { ...preview, values: preview.values.map((value, index) => (index === 500 ? 0 : value)), fired: [] }
  expect(chartOfPreview(low, true).values).toContain(0)
  expect(chartOfPreview(low, false).values).not.toContain(0)
})
