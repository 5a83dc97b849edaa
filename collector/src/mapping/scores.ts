/** Verdicts that a span carries about itself: evaluation events, and OpenInference's inline annotations. */
import { unflatten } from './flattened.ts'
import type { SpanView } from './span-view.ts'
import { isDictionary, numberOf } from './values.ts'

export interface SpanScore {
  readonly name: string
  readonly value: number | null
  readonly label: string
  readonly explanation: string
  /** Its place among the span's scores: events first, then annotations. */
  readonly index: number
}

const EVENT = 'gen_ai.evaluation.result'

export function scoresOf(view: SpanView): SpanScore[] {
  const found = [
    ...eventScores(view),
    ...inlineScores(view, 'annotations.', 'annotation'),
    ...inlineScores(view, 'evaluations.', 'evaluation'),
  ]
  return found.map((score, index) => ({ ...score, index }))
}

type Unplaced = Omit<SpanScore, 'index'>

function eventScores(view: SpanView): Unplaced[] {
  if (!view.hasEvents) return []
  return view
    .events()
    .filter((event) => event.name === EVENT)
    .flatMap((event) =>
      scoreOf(
        event.get('gen_ai.evaluation.name'),
        event.get('gen_ai.evaluation.score.value'),
        event.get('gen_ai.evaluation.score.label'),
        event.get('gen_ai.evaluation.explanation'),
      ),
    )
}

function inlineScores(view: SpanView, prefix: string, key: string): Unplaced[] {
  return unflatten(view, prefix).flatMap((entry) => {
    const source = isDictionary(entry) ? entry[key] : undefined
    return isDictionary(source) ? scoreOf(source.name, source.score, source.label, source.explanation) : []
  })
}

function scoreOf(name: unknown, score: unknown, label: unknown, explanation: unknown): Unplaced[] {
  if (typeof name !== 'string' || name === '') return []
  const value = numberOf(score) ?? null
  const word = typeof label === 'string' ? label : ''
  if (value === null && word === '') return []
  return [{ name, value, label: word, explanation: typeof explanation === 'string' ? explanation : '' }]
}
