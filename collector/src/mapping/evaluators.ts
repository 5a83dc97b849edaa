/**
 * What an evaluator's span answered, as scores. Every library has its own shape: a number, a verdict with its reason, a
 * list of them, or a dictionary of numbers by name.
 */
import { parsedTwice } from './parts.ts'
import { firstValue } from './said.ts'
import type { SpanView } from './span-view.ts'
import { childOf, type Dictionary, isDictionary, numberOf } from './values.ts'

export interface Evaluation {
  readonly name: string
  readonly score: number | null
  readonly label: string
  readonly explanation: string
}

const OUTPUTS = [
  'output.value',
  'langfuse.observation.output',
  'mlflow.spanOutputs',
  'mastra.scorer_run.output',
  'mastra.scorer_step.output',
  'mastra.classifier_evaluation.output',
  'lmnr.span.output',
  'genkit:output',
  'gen_ai.completion',
  'traceloop.entity.output',
]
const SCORES = ['score', 'value', 'rating', 'numeric_value']
const LABELS = ['label', 'verdict', 'category']
const REASONS = ['explanation', 'rationale', 'reason', 'reasoning', 'comment', 'justification']
const NAMES = ['name', 'metric', 'key', 'metric_name']
/** What stands around a verdict or a list of them. */
const WRAPPERS = ['evaluation', 'evaluations', 'scores', 'results', 'result', 'output', 'feedback']

/** Verdicts of one span; whoever sends more sends something else. */
const MAX_EVALUATIONS = 100
/** A longer text, or one of several words, is no verdict. */
const VERDICT = /^[\w.+-]{1,64}$/

export function evaluationsIn(view: SpanView): Evaluation[] {
  const output = firstValue(view, OUTPUTS)
  return output === undefined ? [] : evaluationsOf(output, view.name, 0).slice(0, MAX_EVALUATIONS)
}

function evaluationsOf(value: unknown, name: string, depth: number): Evaluation[] {
  const said = parsedTwice(value)
  if (Array.isArray(said)) return depth > 2 ? [] : said.flatMap((each) => evaluationsOf(each, name, depth + 1))
  if (!isDictionary(said)) return bare(said, name)
  const found = verdictOf(said, name)
  if (found !== undefined) return [found]
  if (depth > 2) return []
  for (const key of WRAPPERS) {
    const inner = said[key]
    const nested =
      isDictionary(inner) || Array.isArray(inner) ? evaluationsOf(inner, nameIn(said, name), depth + 1) : []
    if (nested.length > 0) return nested
  }
  return namedNumbers(said)
}

/** A number, a yes or no, or one word. */
function bare(said: unknown, name: string): Evaluation[] {
  const score = scoreOf(said)
  if (score !== null) return [{ name, score, label: isYesOrNo(said) ? String(said) : '', explanation: '' }]
  return typeof said === 'string' && VERDICT.test(said) ? [{ name, score: null, label: said, explanation: '' }] : []
}

function verdictOf(said: Dictionary, name: string): Evaluation | undefined {
  const sent = SCORES.map((key) => said[key]).find((each) => each !== undefined && each !== null)
  const score = scoreOf(sent)
  const word = textIn(said, LABELS)
  const label = word || (isYesOrNo(sent) || (score === null && typeof sent === 'string') ? String(sent) : '')
  if (score === null && label === '') return undefined
  const explanation = textIn(said, REASONS) || textIn(childOf(said, 'details'), REASONS)
  return { name: nameIn(said, name), score, label, explanation }
}

/** `{accuracy: 1, tone: 0.5}`: nothing but numbers. */
function namedNumbers(said: Dictionary): Evaluation[] {
  const entries = Object.entries(said)
  if (entries.length === 0 || !entries.every(([, value]) => typeof value === 'number' || typeof value === 'boolean'))
    return []
  return entries.map(([name, value]) => ({ name, score: scoreOf(value), label: '', explanation: '' }))
}

const isYesOrNo = (value: unknown): boolean => /^(?:true|false)$/i.test(String(value))

function scoreOf(value: unknown): number | null {
  if (isYesOrNo(value)) return String(value).toLowerCase() === 'true' ? 1 : 0
  return numberOf(value) ?? null
}

function nameIn(said: Dictionary, otherwise: string): string {
  return textIn(said, NAMES) || otherwise
}

function textIn(said: Dictionary, keys: readonly string[]): string {
  for (const key of keys) {
    const value = said[key]
    if (typeof value === 'string' && value !== '') return value
  }
  return ''
}
