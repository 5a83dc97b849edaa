/** Days of spans: every span stands in one bucket of one day. */
import { keySql } from '../group-key.ts'
import { slotSql } from '../slot-sql.ts'
import { type Source, selectSpans } from '../source.ts'
import { type Bindings, fill, readSql } from '../sql.ts'
import type { StateForm } from './aggregate-states.ts'
import {
  type DayQuestion,
  type DayStatements,
  type Fill,
  type Frame,
  type KeptStates,
  type Place,
  partsSql,
  statesSql,
} from './day-question.ts'

const LIVE = readSql('days/span-states')
const KEPT = readSql('days/kept-states')
const AMONG = readSql('days/kept-among')
const FILL = readSql('days/fill-spans')

export const DAYS_OF_SPANS: DayStatements = {
  live,
  merged(question, form, kept, frame) {
    const gaps = kept.gaps.map((gap) => live(question, form, { ...frame, ...gap }))
    return [keptSql(kept, frame), ...gaps].join('\nunion all\n')
  },
  fill(question, form, place) {
    const { bind } = place
    return fill(FILL, {
      from: live(question, form, place),
      fill: bind.add('String', place.fill),
      days: bind.add('Array(Int64)', place.daysOfBuckets),
      starts: bind.add('Array(Int64)', place.buckets.startsNs),
      parts: partsSql(place),
      limit: String(place.limit),
    })
  },
}

function live(question: DayQuestion, form: StateForm, place: Place): string {
  const { by } = question
  const { buckets } = place
  const source = sourceOf(question, place)
  return source.fill(LIVE, {
    slot: slotSql('start_ns', buckets, source),
    groups: by.map((_, index) => `g${index}, `).join(''),
    key: keySql({ by }),
    states: statesSql(form),
    names: form.states.map((_, index) => `, s${index}`).join(''),
  })
}

export function sourceOf({ scope, filter, by, verdicts, inheriting }: DayQuestion, place: Place): Source {
  const { windows, wholeRanges, buckets, bind } = place
  const window = { fromNs: windows[0]?.fromNs, toNs: windows.at(-1)?.toNs }
  const asked = {
    ...{ window, filter, verdicts, wholeRanges },
    by: by.map(({ key }) => key),
    parts: windows.length > 1 ? windows : undefined,
    inheriting: inheriting?.(windows, buckets),
  }
  return selectSpans(scope, asked, bind)
}

/** Rows of whole groups in their buckets, whatever the unit. */
export function keptSql({ ids, types, fills }: KeptStates, { buckets, bind }: Frame): string {
  const states = types.map((type, index) => {
    const id = bind.add('String', ids[index + 1]?.id ?? '')
    return `, cast(anyIf(state, question = ${id}), '${type}') as s${index}`
  })
  return fill(KEPT, {
    slot: slotSql('at_ns', buckets, { bind }),
    states: states.join(''),
    among: amongSql(fills, bind),
  })
}

export function amongSql(fills: readonly Fill[], bind: Bindings): string {
  return fill(AMONG, {
    questions: bind.add(
      'Array(String)',
      fills.map(({ id }) => id),
    ),
    days: bind.add(
      'Array(Int64)',
      fills.map(({ dayNs }) => dayNs),
    ),
    fills: bind.add(
      'Array(String)',
      fills.map((each) => each.fill),
    ),
  })
}
