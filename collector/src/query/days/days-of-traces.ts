/**
 * Days of traces: each stands where its first span of the window does, so one that several days know is kept by itself
 * in each of them, and put together when they are read.
 */
import { keySql } from '../group-key.ts'
import { IS_PRICED } from '../metrics.ts'
import { slotSql } from '../slot-sql.ts'
import { fill, readSql } from '../sql.ts'
import type { StateForm } from './aggregate-states.ts'
import {
  type DayQuestion,
  type DayStatements,
  type Frame,
  type KeptStates,
  type Place,
  partsSql,
  statesSql,
} from './day-question.ts'
import { amongSql, keptSql, sourceOf } from './days-of-spans.ts'

const STATES = readSql('days/trace-states')
const LIVE = readSql('days/live-traces')
const KEPT = readSql('days/kept-traces')
const FILL = readSql('days/fill-traces')
const MONEY = 'Decimal(38, 12)'

export const DAYS_OF_TRACES: DayStatements = {
  live: (question, form, place) => statesOf(form, [tracesOf(question, place)], place),
  merged(question, form, kept, frame) {
    const gaps = kept.gaps.map((gap) => tracesOf(question, { ...frame, ...gap }))
    return `${keptSql(kept, frame)}\nunion all\n${statesOf(form, [crossingOf(kept, frame), ...gaps], frame)}`
  },
  fill(question, form, place) {
    const { bind, windows, buckets } = place
    const [first, last] = [place.days[0] ?? 0n, windows.at(-1)?.toNs ?? 0n]
    const time = (ns: bigint) => `fromUnixTimestamp64Nano(${bind.add('Int64', ns)})`
    const source = sourceOf(question, place)
    return source.fill(FILL, {
      ...whatOf(question),
      within: ` and start_time >= ${time(first)} and end_time < ${time(last)}`,
      fill: bind.add('String', place.fill),
      days: bind.add('Array(Int64)', place.days),
      starts: bind.add('Array(Int64)', buckets.startsNs),
      states: statesSql(form),
      parts: partsSql(place),
      crossing: partsSql({ ids: place.ids.slice(0, 1), bind }, 'toUInt64(0)'),
      limit: String(place.limit),
    })
  },
}

const whatOf = ({ unit, by }: DayQuestion) => ({
  groups: by.map((_, index) => `g${index}, `).join(''),
  key: keySql({ by }),
  ...(unit === 'costs'
    ? { cost: `cast(assumeNotNull(sum(cost_total)), '${MONEY}')`, where: ` where ${IS_PRICED}` }
    : { cost: `cast(0, '${MONEY}')`, where: '' }),
})

const tracesOf = (question: DayQuestion, place: Place): string => sourceOf(question, place).fill(LIVE, whatOf(question))

const crossingOf = ({ ids, fills }: KeptStates, { bind }: Pick<Place, 'bind'>): string =>
  fill(KEPT, {
    among: amongSql(
      fills.filter(({ id }) => id === ids[0]?.id),
      bind,
    ),
  })

function statesOf(form: StateForm, traces: readonly string[], { buckets, bind }: Frame): string {
  return fill(STATES, {
    traces: traces.join('\nunion all\n'),
    slot: slotSql('begun_ns', buckets, { bind }),
    states: statesSql(form),
  })
}
