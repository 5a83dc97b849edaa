/** Every panel of the standing boards says with days kept what it says of all spans. */
import { type PanelContext, requestOf, STANDING_IDS, sharedRequests, standingBoard } from '@vitrine/schemas/boards'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { KeptDays } from '../../query/days/kept-days.ts'
import { clock, DAYS, type DayStore, LIVE, NOW_NS, openDayStore } from '../../query/days/test-day-spans.ts'
import { grantScope } from '../../query/project-scope.ts'
import { querySeries } from '../../query/series.ts'
import { queryTable } from '../../query/table.ts'
import { PROJECT, T0 } from '../../query/test-store.ts'
import { tableRequestOf } from './board-reads.ts'
import { seriesRequestOf } from './series-input.ts'
import { createStandingDays } from './standing-days.ts'

/** Quantiles as of windows of many spans. */
vi.mock('../../query/span-bound.ts', async (original) => ({
  ...(await original<typeof import('../../query/span-bound.ts')>()),
  EXACT_SPANS: 0,
}))
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const scope = grantScope(PROJECT)
let test: DayStore
let days: KeptDays

beforeAll(async () => {
  test = await openDayStore()
  days = test.openDays()
})
afterAll(async () => {
  await days.stop()
  await test.close()
})

const NEAR = { from: String(T0), to: String(NOW_NS), step: '6h', tz: 'Asia/Tehran', compare: 'previous' } as const

function questionsOf(board: (typeof STANDING_IDS)[number], context: PanelContext = NEAR) {
  const requests = standingBoard(board, []).panels.map((panel) => requestOf(panel, context))
  return sharedRequests(requests)
    .map(({ request }) => request)
    .filter(({ path }) => path === '/series' || path === '/table')
}

function ask({ path, params }: ReturnType<typeof questionsOf>[number], kept = LIVE) {
  const { limit, ...rest } = params
  const query = limit === undefined ? rest : { ...rest, limit: Number(limit) }
  if (path === '/table') return queryTable(test.store, scope, tableRequestOf(query), { days: kept })
  return querySeries(test.store, scope, seriesRequestOf(query, clock), { days: kept })
}

const keptQuestions = async () => {
  const sql = "select uniqExact(question) as n from question_days where group_key = ''"
  return Number((await test.store.query<{ n: string }>(sql))[0]?.n)
}

it('are made ready for a month once somebody looks at a day of any', async () => {
  const standing = createStandingDays({ store: test.store, clock, log: console, days, delayMs: 0 })
  standing.noteRead(scope, 'Europe/Berlin')
  await standing.settled()
  await days.settled()
  const heads = async () => {
    const sql = "select count() as n from question_days where group_key = ''"
    return Number((await test.store.query<{ n: string }>(sql))[0]?.n)
  }
  const ready = await heads()
  expect(ready).toBeGreaterThan(20 * (DAYS - 1))
  const month = { from: String(NOW_NS - 30n * 86_400_000_000_000n), to: String(NOW_NS) }
  for (const question of questionsOf('cost', { ...month, step: '1d', tz: 'Europe/Berlin' })) await ask(question, days)
  await days.settled()
  expect(await heads()).toBe(ready)
  await standing.stop()
})

it.each(STANDING_IDS.filter((id) => questionsOf(id).length > 0))('%s', async (board) => {
  const questions = questionsOf(board)
  const before = await keptQuestions()
  const first = await Promise.all(questions.map((question) => ask(question, days)))
  await days.settled()
  expect(test.failures).toEqual([])
  expect(await keptQuestions()).toBeGreaterThan(before)
  for (const [index, question] of questions.entries()) {
    const live = await ask(question)
    expect({ question, ...first[index] }).toEqual({ question, ...live })
    expect({ question, ...(await ask(question, days)) }).toEqual({ question, ...live })
  }
})
