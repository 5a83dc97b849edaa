/** What comes in between: whatever happens while days are looked at, made or read, no answer is another for it. */
import { parseSplit } from '@vitrine/schemas/filter'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { QueryOptions, QueryValue, Store } from '../../store/store.ts'
import { boundStore } from '../../store/test-bound-store.ts'
import { forgetAnswers } from '../../work/delete-traces.ts'
import { metricNamed } from '../metrics.ts'
import { grantScope } from '../project-scope.ts'
import { querySeries } from '../series.ts'
import { at, filterOf, PROJECT, spanIdOf, spanRow, T0, traceIdOf, traceRow } from '../test-store.ts'
import { createDayMarks } from './day-marks.ts'
import type { KeptDays } from './kept-days.ts'
import { DAY, type DayStore, LIVE, NOW_NS, openDayStore } from './test-day-spans.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const scope = grantScope(PROJECT)
const DAY_NS = 86_400_000_000_000n
let test: DayStore
let days: KeptDays

beforeEach(async () => {
  test = await openDayStore()
  days = test.openDays()
})
afterEach(async () => {
  await days.stop()
  await test.close()
})

function ask(
  kept: KeptDays,
  {
    metrics = ['spans', 'users', 'traces', 'cost.ours', 'cost_per_trace_p95'],
    q = '',
    split = undefined as 'user' | undefined,
    store = test.store,
  } = {},
) {
  const filter = q === '' ? ({ kind: 'all' } as const) : filterOf(q)
  const window = { fromNs: T0, toNs: NOW_NS }
  const key = split === undefined ? undefined : parseSplit(split)
  const by = split === undefined || key === undefined ? [] : [{ name: split, key }]
  const shown = { step: '1d', tz: 'UTC', limit: 3, compare: undefined, nowNs: NOW_NS } as const
  return querySeries(store, scope, { metrics: metrics.map(metricNamed), window, filter, by, ...shown }, { days: kept })
}

async function keep(kept: KeptDays, asked: Parameters<typeof ask>[1] = {}): Promise<void> {
  await ask(kept, asked)
  await kept.settled()
}

/** Something that happens once, right behind a statement. */
function behind(isThat: (sql: string) => boolean, happen: () => Promise<void>): Partial<Store> {
  let hasHappened = false
  return {
    async query<Row>(
      sql: string,
      params?: Readonly<Record<string, QueryValue>>,
      options?: QueryOptions,
    ): Promise<Row[]> {
      const rows = await test.store.query<Row>(sql, params, options)
      if (!hasHappened && isThat(sql)) {
        hasHappened = true
        await happen()
      }
      return rows
    },
  }
}

describe('while days are looked at', () => {
  it('parts are merged between their list and a look at them', async () => {
    const rowsOf: Readonly<Record<string, { block: number; n: number }>> = {
      p_1_9_2: { block: 9, n: 100 },
      p_10_11_1: { block: 11, n: 2 },
    }
    const lists = [
      ['p_1_9_2', 'p_10_10_0', 'p_11_11_0'],
      ['p_1_9_2', 'p_10_11_1'],
      ['p_1_9_2', 'p_10_11_1'],
    ]
    const looked = (list: () => readonly string[]) =>
      createDayMarks({
        ...boundStore(test.store),
        query: <Row>(sql: string, params: Readonly<Record<string, QueryValue>> = {}) => {
          const names = sql.includes('from system.parts') ? list() : (params.parts as readonly string[])
          const rows = names.flatMap((name): readonly unknown[] => {
            if (sql.includes('from system.parts')) return [{ table: 'spans', name }]
            const said = rowsOf[name]
            return said === undefined ? [] : [{ of_table: 'spans', part: name, of_partition: 'p', day: 1, ...said }]
          })
          return Promise.resolve(rows as Row[])
        },
      })
    const markOf = async (list: () => readonly string[]) =>
      (await looked(list).read(scope)).of({ fromNs: DAY_NS, toNs: 2n * DAY_NS }).mark
    const merged = await markOf(() => lists.shift() ?? [])
    expect(merged).toBe(await markOf(() => ['p_1_9_2', 'p_10_11_1']))
    expect(merged).not.toBe(await markOf(() => ['p_1_9_2']))
  })

  it('another project asks', async () => {
    const marks = createDayMarks(test.store)
    const scopes = Array.from({ length: 250 }, (_, n) => grantScope(`p${n}~1`))
    const before = (await marks.read(scope)).of({ fromNs: T0, toNs: T0 + DAY_NS })
    await Promise.all([...scopes.map((each) => marks.read(each)), marks.read(scope)])
    expect((await marks.read(scope)).of({ fromNs: T0, toNs: T0 + DAY_NS })).toEqual(before)
  })
})

describe('a day is another', () => {
  const markOf = async () => (await createDayMarks(test.store).read(scope)).of({ fromNs: T0, toNs: T0 + DAY_NS })

  it('not for what another project deletes, or a trace with a wrong clock', async () => {
    const before = await markOf()
    await test.store.command("delete from spans where project_id = 'nobody~1' settings lightweight_deletes_sync = 2")
    const early = { start_time: '1421000000.000000000', end_time: at(5 * DAY) }
    await test.store.insertRows('traces', [traceRow(5000, early)])
    expect(await markOf()).toEqual(before)
  })

  it('for a verdict of one of its spans, whose trace is not entered', async () => {
    await test.store.insertRows('spans', [spanRow(6000, 700_000, { start_time: at(600), end_time: at(601) })])
    const before = await markOf()
    const verdict = { counts: 0, usage: 0, merged_into: '', reason: 'x', version: 1, deleted: 0 }
    const of = { project_id: PROJECT, trace_id: traceIdOf(6000), span_id: spanIdOf(700_000) }
    await test.store.insertRows('span_verdicts', [{ ...of, ...verdict }])
    expect((await markOf()).mark).not.toBe(before.mark)
  })

  it('for whoever asks about whole traces, when one of its traces changes on another day', async () => {
    const call = { kind: 'llm', model: 'a', cost_total: '0.1', tokens_output: 1 }
    const first = spanRow(9000, 80_001, { start_time: at(1 * DAY), end_time: at(1 * DAY + 1), ...call })
    const second = spanRow(9000, 80_002, { start_time: at(3 * DAY), end_time: at(3 * DAY + 1), ...call })
    await test.store.insertRows('spans', [first, second])
    const lasts = { start_time: at(1 * DAY), end_time: at(3 * DAY + 1) }
    await test.store.insertRows('traces', [traceRow(9000, { ...lasts, root_span_id: spanIdOf(80_001) })])
    const asked = { metrics: ['spans', 'calls'], q: 'trace.tokens>90000' }
    await keep(days, asked)
    // As a log record changes a span: without a word to its trace.
    await test.store.insertRows('spans', [{ ...first, tokens_output: 100_000, version: 2 }])
    expect(await ask(days, asked)).toEqual(await ask(LIVE, asked))
  })
})

describe('while days are made', () => {
  it('a statement is sent again, since its answer got lost', async () => {
    const twice = test.openDays({
      async command(sql, params) {
        await test.store.command(sql, params)
        if (sql.includes('insert into question_days')) await test.store.command(sql, params)
      },
    })
    await keep(twice)
    expect(await ask(twice)).toEqual(await ask(LIVE))
    await twice.stop()
  })

  it('the first verdict comes behind a look whether there are any', async () => {
    const over = behind(
      (sql) => sql.includes('count() as n from span_verdicts'),
      () => test.judge(),
    )
    const metrics = ['calls', 'cost.ours', 'tokens.input']
    await ask(days, { metrics, store: { ...boundStore(test.store), ...over } })
    await days.settled()
    expect(await ask(days, { metrics })).toEqual(await ask(LIVE, { metrics }))
  })

  it('something is deleted', async () => {
    const [row] = await test.store.query<{ trace_id: string }>(
      'select trace_id from spans group by trace_id order by count() desc limit 1',
    )
    const deleting = test.openDays({
      async command(sql, params) {
        await test.store.command(sql, params)
        if (!sql.includes('insert into question_days')) return
        await test.store.command(
          `delete from spans where trace_id = '${row?.trace_id}' settings lightweight_deletes_sync = 2`,
        )
      },
    })
    await keep(deleting)
    expect(await ask(deleting)).toEqual(await ask(LIVE))
    await deleting.stop()
  })

  it('a statement fails, which is not tried at every read', async () => {
    let tries = 0
    const failing = test.openDays({
      async command(sql, params) {
        if (!sql.includes('insert into question_days')) return await test.store.command(sql, params)
        tries += 1
        throw new Error('too much')
      },
    })
    await keep(failing, { metrics: ['spans'] })
    const first = tries
    await keep(failing, { metrics: ['spans'] })
    expect(tries).toBe(first)
    expect(first).toBeGreaterThan(0)
    await failing.stop()
  })
})

describe('while days are read', () => {
  it.each([undefined, 'user'] as const)('a deletion takes away what is kept (split by %s)', async (split) => {
    await keep(days, { split })
    const forgetting = test.openDays(
      behind(
        (sql) => sql.includes('countIf(group_key'),
        () => forgetAnswers(test.store, PROJECT),
      ),
    )
    expect(await ask(forgetting, { split })).toEqual(await ask(LIVE, { split }))
    await forgetting.stop()
  })

  it.each([undefined, 'user'] as const)('a statement over what is kept fails (split by %s)', async (split) => {
    await keep(days, { split })
    const store: Store = {
      ...boundStore(test.store),
      query: (sql, params, options) =>
        sql.includes('from question_days') && sql.includes('sum(size)')
          ? Promise.reject(new Error('cannot read a state'))
          : test.store.query(sql, params, options),
    }
    expect(await ask(days, { split, store })).toEqual(await ask(LIVE, { split }))
    expect(test.failures).not.toEqual([])
  })

  it('nothing of the engine may be asked', async () => {
    const denied = test.openDays({ query: () => Promise.reject(new Error('not enough privileges')) })
    expect(await ask(denied)).toEqual(await ask(LIVE))
    await denied.stop()
  })
})
