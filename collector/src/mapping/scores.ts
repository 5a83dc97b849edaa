/** Verdicts that a span carries about itself: evaluation events, and OpenInference's inline annotations. */
import { unflatten } from './flattened.ts'
import type { SpanView } from './span-view.ts'
import { type Dictionary, isDictionary, numberOf } from './values.ts'

export interface SpanScore {
  readonly name: string
  readonly value: number | null
  readonly label: string
  readonly explanation: string
  /** Tells apart scores of one name: when it was given, or where it stands. The same in every delivery of the span. */
  readonly place: string
  /** When it was given; 0 where only its span has a time. */
  readonly timeNs: bigint
}

export const EVALUATION_EVENT = 'gen_ai.evaluation.result'

export function scoresOf(view: SpanView): SpanScore[] {
  const found = [
    ...eventScores(view),
    ...inlineScores(view, 'annotations.', 'annotation'),
    ...inlineScores(view, 'evaluations.', 'evaluation'),
  ]
  const times = new Map<string, number>()
  return found.map((score) => {
    const key = `${score.name} ${score.place}`
    const before = times.get(key) ?? 0
    times.set(key, before + 1)
    return before === 0 ? score : { ...score, place: `${score.place} ${before}` }
  })
}

/** Of an event or a log record: one that comes as both has one time, and is one score. */
export function evaluationOf({ timeNs, get }: { timeNs: bigint; get(key: string): unknown }): SpanScore[] {
  const source = {
    name: get('gen_ai.evaluation.name'),
    score: get('gen_ai.evaluation.score.value'),
    label: get('gen_ai.evaluation.score.label'),
    explanation: get('gen_ai.evaluation.explanation'),
  }
  return scoreOf(source, `${timeNs}`, timeNs)
}

function eventScores(view: SpanView): SpanScore[] {
  if (!view.hasEvents) return []
  return view
    .events()
    .filter((event) => event.name === EVALUATION_EVENT)
    .flatMap((event) => evaluationOf({ timeNs: event.timeNs, get: (key) => event.get(key) }))
}

function inlineScores(view: SpanView, prefix: string, key: string): SpanScore[] {
  return unflatten(view, prefix).flatMap((entry, index) => {
    const source = isDictionary(entry) ? entry[key] : undefined
    return isDictionary(source) ? scoreOf(source, `${prefix}${index}`, 0n) : []
  })
}

function scoreOf({ name, score, label, explanation }: Dictionary, place: string, timeNs: bigint): SpanScore[] {
  if (typeof name !== 'string' || name === '') return []
  const value = numberOf(score) ?? null
  const word = typeof label === 'string' ? label : ''
  if (value === null && word === '') return []
  const why = typeof explanation === 'string' ? explanation : ''
  return [{ name, value, label: word, explanation: why, place, timeNs }]
}
