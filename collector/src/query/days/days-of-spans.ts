/** Days of spans: every span stands in one bucket of one day. */
import { keySql } from '../group-key.ts'
import { slotSql } from '../slot-sql.ts'
import { selectSpans } from '../source.ts'
import { fill, readSql } from '../sql.ts'
import type { StateForm } from './aggregate-states.ts'
import {
  castsSql,
  type DayQuestion,
  type DayStatements,
  type KeptStates,
  type Place,
  statesSql,
  textsSql,
} from './day-question.ts'

const LIVE = readSql('days/span-states')
const KEPT = readSql('days/kept-states')
const FILL = readSql('days/fill-spans')

export const DAYS_OF_SPANS: DayStatements = {
  live,
  merged(question, form, kept, place) {
    const gaps = kept.gaps.map((window) => live(question, form, { ...place, window }))
    return [keptSql(kept, place), ...gaps].join('\nunion all\n')
  },
  fill(question, form, place) {
    const { bind } = place
    return fill(FILL, {
      from: live(question, form, place),
      question: bind.add('String', place.id),
      fill: bind.add('String', place.fill),
      days: bind.add('Array(Int64)', place.daysOfBuckets),
      starts: bind.add('Array(Int64)', place.buckets.startsNs),
      texts: textsSql(form),
      limit: String(place.limit),
    })
  },
}

function live(question: DayQuestion, form: StateForm, { window, buckets, bind }: Place): string {
  const { scope, filter, by, verdicts } = question
  const inheriting = question.inheriting?.(window, buckets)
  const source = selectSpans(scope, { window, filter, by: by.map(({ key }) => key), verdicts, inheriting }, bind)
  return source.fill(LIVE, {
    slot: slotSql('start_ns', buckets, source),
    groups: by.map((_, index) => `g${index}, `).join(''),
    key: keySql({ by }),
    states: statesSql(form),
    names: form.states.map((_, index) => `, s${index}`).join(''),
  })
}

/** Rows of whole groups in their buckets, whatever the unit. */
export function keptSql({ id, types, days }: KeptStates, { buckets, bind }: Omit<Place, 'window'>): string {
  return fill(KEPT, {
    slot: slotSql('at_ns', buckets, { bind }),
    states: castsSql(types),
    question: bind.add('String', id),
    days: bind.add('Array(Int64)', days.map(({ fromNs }) => fromNs)),
    fills: bind.add('Array(String)', [...new Set(days.map((day) => day.fill))]),
  })
}
