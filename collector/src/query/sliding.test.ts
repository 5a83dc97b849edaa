import { COUNT_METRICS, RATIO_METRICS, TRACE_COST_METRICS } from '@vitrine/schemas/api'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { queryLargestGroups, querySliding, querySlidingGroups } from './sliding.ts'
import { ADDITIVE, drawing, keysOf, MINUTE, openBoardStore, WINDOW } from './test-board-spans.ts'
import { filterOf, PROJECT, T0, type TestStore } from './test-store.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let test: TestStore
beforeAll(async () => {
  test = await openBoardStore()
})
afterAll(() => test.close())

/** All that a panel can show, scores by an example. */
const METRICS = new Set([
  ...COUNT_METRICS,
  ...ADDITIVE,
  ...RATIO_METRICS,
  ...TRACE_COST_METRICS,
  'cost.reported',
  'score:good',
  'score_n:good',
  'score_p75:good',
])

it.each([...METRICS])('an alert sees what a panel shows: %s', async (name) => {
  const everyNs = 5n * MINUTE
  const [looks, windowNs] = [2, 10n * MINUTE]
  const asked = { metric: metricNamed(name), filter: filterOf(''), windowNs, everyNs, firstEndNs: WINDOW.toNs, looks }
  const seen = await querySliding(test.store, grantScope(PROJECT), asked)
  const windows = [WINDOW, { fromNs: T0 + everyNs, toNs: T0 + 3n * everyNs }]
  const shown = await Promise.all(windows.map((window) => drawing(test)([name], [], 10, window)))
  expect(seen.map(({ value, n }) => [value, n])).toEqual(
    shown.map(({ series: [all] }) => [all?.total, all?.total_n ?? null]),
  )
})

it.each([...METRICS])('an alert by group sees what a panel that is split shows: %s', async (name) => {
  const everyNs = 5n * MINUTE
  const request = {
    ...{ metric: metricNamed(name), filter: filterOf(''), windowNs: 10n * MINUTE },
    ...{ everyNs, firstEndNs: WINDOW.toNs, looks: 2 },
  }
  for (const by of ['model', 'attribute:tier']) {
    const [{ key } = { key: { kind: 'field', field: by } as const }] = keysOf([by])
    const asked = { request, key, limit: 3 }
    const largest = await queryLargestGroups(test.store, grantScope(PROJECT), asked)
    const split = { key, values: [...largest.values, 'nobody'] }
    const seen = await querySlidingGroups(test.store, grantScope(PROJECT), { request, split })
    const { series, groups } = await drawing(test)([name], [by], 10)
    const shown = (series ?? []).filter(({ value }) => value !== null)
    expect(largest.groups).toBe(groups === undefined ? 0 : by === 'model' ? groups - 1 : groups)
    expect(largest.values.length).toBe(Math.min(3, largest.groups))
    for (const value of largest.values) {
      const panel = shown.find((each) => each.value === value)
      const [look] = seen.get(value) ?? []
      expect([value, look?.value, look?.n]).toEqual([value, panel?.total, panel?.total_n ?? null])
    }
    expect(seen.get('nobody')).toMatchObject([{ hasAny: false, value: metricNamed(name).empty }, { hasAny: false }])
  }
})
