/** Verdicts that a span carries: evaluation events, OpenInference's inline annotations, and an evaluator's answer. */
import { evaluationsIn } from './evaluators.ts'
import { unflatten } from './flattened.ts'
import type { SpanView } from './span-view.ts'
import { childOf, type Dictionary, isDictionary, numberOf } from './values.ts'

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

/** `gen_ai.evaluation.result`; Azure's evaluators end the name with their own. */
export const EVALUATION_EVENT = 'gen_ai.evaluation.'
/** What a record names that belongs to no span. */
export const ANSWER_ID = 'gen_ai.response.id'
const RESULT = 'gen_ai.evaluation.result'
/** On a span, in place of an event. */
export const EVALUATION_NAME = 'gen_ai.evaluation.name'

export function scoresOf(view: SpanView, isEvaluator: boolean): SpanScore[] {
  const found = [
    ...eventScores(view),
    ...(view.has(EVALUATION_NAME) ? evaluationOf({ name: RESULT, timeNs: 0n, get: (key) => view.get(key) }) : []),
    ...(isEvaluator ? evaluationsIn(view).flatMap((each, index) => scoreOf({ ...each }, `output ${index}`, 0n)) : []),
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

export interface EvaluationRecord {
  /** Of the event. */
  readonly name: string
  readonly timeNs: bigint
  readonly body?: unknown
  get(key: string): unknown
}

/** Of an event or a log record: one that comes as both has one time, and is one score. Older names come after. */
export function evaluationOf({ name: event, timeNs, body, get }: EvaluationRecord): SpanScore[] {
  const inside: Dictionary = isDictionary(body) ? body : {}
  const said = (key: string, ...others: readonly unknown[]) =>
    [get(`gen_ai.evaluation.${key}`), inside[`gen_ai.evaluation.${key}`], inside[key], ...others].find(
      (value) => value !== undefined && value !== null && value !== '',
    )
  const score = childOf(inside, 'score')
  const source = {
    name: said('name') ?? (event === RESULT ? undefined : event.slice(EVALUATION_EVENT.length)),
    score: said('score.value', score.value, said('score')),
    label: said('score.label', score.label, said('label')),
    explanation: said('explanation', said('reasoning')),
  }
  return scoreOf(source, `${timeNs}`, timeNs)
}

function eventScores(view: SpanView): SpanScore[] {
  if (!view.hasEvents) return []
  return view
    .events()
    .filter((event) => event.name.startsWith(EVALUATION_EVENT))
    .flatMap((event) => {
      const { name, timeNs, body } = event
      return evaluationOf({ name, timeNs, body, get: (key) => event.get(key) })
    })
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
