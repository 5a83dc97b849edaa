import { afterAll, beforeAll, expect, it } from 'vitest'
import { grantScope } from './project-scope.ts'
import {
  at,
  OTHER_PROJECT,
  openTestStore,
  PROJECT,
  spanIdOf,
  spanRow,
  type TestStore,
  traceIdOf,
  traceRow,
} from './test-store.ts'
import { queryValues } from './values.ts'

let test: TestStore

beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows('spans', [
    spanRow(1, 1, { attributes: { tenant: 'acme', region: 'eu,west' } }),
    spanRow(1, 2, { parent_span_id: spanIdOf(1) }),
    spanRow(1, 3, { parent_span_id: spanIdOf(1), attributes: { tenant: 'zeta' } }),
    spanRow(1, 4, { parent_span_id: spanIdOf(1), resource_attributes: { tenant: 'house' }, long_keys: ['note'] }),
    spanRow(2, 5, {}),
    spanRow(3, 6, { project_id: OTHER_PROJECT, attributes: { tenant: 'secret' } }),
  ])
  await test.store.insertRows('traces', [traceRow(1, { root_span_id: spanIdOf(1), root_start_time: at(1) })])
}, 60_000)
afterAll(() => test.close())

const trace = (n: number) => ({ traceId: traceIdOf(n), spanId: undefined })
const span = (n: number) => ({ traceId: traceIdOf(1), spanId: spanIdOf(n) })

async function valuesOf(ids: Parameters<typeof queryValues>[2]['ids'], keys: readonly string[], project = PROJECT) {
  const { values } = await queryValues(test.store, grantScope(project), { ids, keys })
  return values.map((one) => [
    one.span_id === null ? 'trace' : Number.parseInt(one.span_id, 16),
    one.key,
    one.values.join(' | '),
    one.different,
    one.too_long,
  ])
}

it('of a trace: all values, the commonest first, with what a span has from its root', async () => {
  expect(await valuesOf([trace(1), trace(2)], ['tenant', 'region', 'note', 'nobody'])).toEqual([
    ['trace', 'note', '', 0, true],
    ['trace', 'region', 'eu,west', 1, false],
    ['trace', 'tenant', 'acme | house | zeta', 3, false],
  ])
})

it('of spans: of the span, else of its resource, else of the root', async () => {
  expect(await valuesOf([span(2), span(3), span(4)], ['tenant'])).toEqual([
    [2, 'tenant', 'acme', 1, false],
    [3, 'tenant', 'zeta', 1, false],
    [4, 'tenant', 'house', 1, false],
  ])
})

it('of another project: nothing', async () => {
  expect(await valuesOf([trace(3)], ['tenant'])).toEqual([])
  expect(await valuesOf([trace(3)], ['tenant'], OTHER_PROJECT)).toEqual([['trace', 'tenant', 'secret', 1, false]])
})
