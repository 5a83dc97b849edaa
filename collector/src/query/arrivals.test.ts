import { afterAll, beforeAll, expect, it } from 'vitest'
import { queryArrivals } from './arrivals.ts'
import { countUnits } from './count.ts'
import { grantScope } from './project-scope.ts'
import { at, filterOf, OTHER_PROJECT, openTestStore, PROJECT, spanRow, T0, type TestStore } from './test-store.ts'

const DAY = 86_400
const scope = grantScope(PROJECT)
const window = { fromNs: T0, toNs: T0 + BigInt(DAY) * 1_000_000_000n }
let test: TestStore

beforeAll(async () => {
  test = await openTestStore()
  const span = (n: number, seconds: number, row = {}) =>
    spanRow(n, n, { start_time: at(seconds), end_time: at(seconds + 1), ...row })
  const prompt = (version: string) => ({ prompt_name: 'answer', prompt_version: version })
  await test.store.insertRows('spans', [
    span(1, -10, { release: '1.4', ...prompt('3') }),
    span(2, 100, { release: '1.4', ...prompt('3') }),
    span(3, 200, { release: '1.5 "beta"', ...prompt('3') }),
    span(4, 150, { release: '1.5 "beta"', ...prompt('4') }),
    span(5, 300, { release: '1.5 "beta"', ...prompt('4') }),
    span(6, -40 * DAY, { release: '1.3' }),
    span(7, 50, { release: '1.3' }),
    span(8, DAY, { release: '1.6' }),
    span(9, 60, { release: 'theirs', project_id: OTHER_PROJECT }),
    span(10, 70),
  ])
}, 60_000)
afterAll(() => test.close())

it('are what the window sees first, and what was not seen for thirty days', async () => {
  const { arrivals, left_out } = await queryArrivals(test.store, scope, window)
  const ns = (seconds: number) => String(T0 + BigInt(seconds) * 1_000_000_000n)
  expect(arrivals.map(({ q: _, ...rest }) => rest)).toEqual([
    { kind: 'release', name: '1.3', version: null, at: ns(50) },
    expect.objectContaining({ kind: 'release', name: '1.5 "beta"', at: ns(150) }),
    { kind: 'prompt', name: 'answer', version: '4', at: ns(150) },
  ])
  expect(left_out).toBe(0)
})

it('lead to the spans that say so', async () => {
  const { arrivals } = await queryArrivals(test.store, scope, window)
  const counts = await Promise.all(
    arrivals.map(({ q }) => countUnits(test.store, scope, { window, filter: filterOf(q), unit: 'spans' })),
  )
  expect(counts.map(({ n }) => n)).toEqual([1, 3, 2])
})

it('are all that there is without a beginning', async () => {
  const { arrivals } = await queryArrivals(test.store, scope, { fromNs: undefined, toNs: undefined })
  expect(arrivals.map(({ name, version }) => version ?? name)).toEqual(['1.3', '1.4', '3', '1.5 "beta"', '4', '1.6'])
})
