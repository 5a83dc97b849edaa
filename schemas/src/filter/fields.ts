import { SPAN_KINDS, SPAN_STATUSES, TOKEN_BUCKETS } from '../span.ts'

/**
 * Every field a filter may name: its type, what may be asked of it, and whether it may stand in `by`. The server makes
 * SQL for exactly these; docs/filter.md is this table.
 */
export type FieldType = 'text' | 'number' | 'duration' | 'time' | 'money' | 'flag'
export type Operator = 'is' | 'prefix' | 'contains' | 'set' | '>' | '>=' | '<' | '<='

export interface Field {
  readonly name: string
  readonly type: FieldType
  /** Closed list of values, when there is one. */
  readonly values?: readonly string[]
  /** May stand in `by`, and in /facets. */
  readonly by: boolean
  /** Takes a key of the user's own: `attr.<key>`, `score.<name>`. */
  readonly keyed?: boolean
  /** `trace`: a fact of the whole trace, not of the span. */
  readonly scope: 'span' | 'trace'
  readonly about: string
}

const text = (name: string, about: string, extra: Partial<Field> = {}): Field => ({
  name,
  type: 'text',
  by: true,
  scope: 'span',
  about,
  ...extra,
})
const measure = (name: string, type: FieldType, about: string, scope: Field['scope'] = 'span'): Field => ({
  name,
  type,
  by: false,
  scope,
  about,
})
const flag = (name: string, about: string): Field => ({ name, type: 'flag', by: true, scope: 'span', about })

export const HAS_VALUES = ['error', 'call', 'score', 'tokens', 'cost', 'unpriced', 'retry'] as const

export const FIELDS: readonly Field[] = [
  text('service', 'service.name of the resource'),
  text('environment', 'deployment environment'),
  text('user', "the span's user, else its trace's"),
  text('session', "the span's session, else its trace's"),
  text('trace', 'trace id, ours or the client’s'),
  text('span', 'span id, ours or the client’s', { by: false }),
  text('model', 'requested model, or the answering one'),
  text('response_model', 'answering model'),
  text('provider', 'provider of the model'),
  text('kind', 'canonical kind', { values: SPAN_KINDS }),
  text('name', 'name of the span'),
  text('feature', 'name of the trace, or of its root where it has none: what the application was asked to do'),
  text('status', 'canonical status', { values: SPAN_STATUSES }),
  text('error_type', 'type of the error'),
  text('error_message', 'message of the error', { by: false }),
  text('release', 'release or version of the application'),
  text('tag', 'one of the tags', { by: false }),
  text('prompt', 'name of the prompt'),
  text('prompt_version', 'version of the prompt'),
  text('agent', 'name of the agent'),
  text('tool', 'name of the tool'),
  text('finish_reason', 'why the model stopped'),
  text('scope', 'instrumentation scope'),
  text('sdk', 'emitting SDK'),
  text('dialect', 'dialect that read the span'),
  text('protocol', 'door it came through'),
  text('key', 'id of the key it came with'),
  flag('root', 'has no parent'),
  flag('stream', 'the answer was streamed'),
  flag('running', 'has not ended'),
  flag('damaged', 'something in it could not be read'),
  measure('start', 'time', 'start of the span'),
  measure('duration', 'duration', 'start to end'),
  measure('self_time', 'duration', 'duration less the time that its children take of it'),
  measure('ttft', 'duration', 'time to the first token'),
  measure('tokens', 'number', 'input and output tokens of a call'),
  measure('tokens.input', 'number', 'all input tokens'),
  measure('tokens.output', 'number', 'all output tokens'),
  ...TOKEN_BUCKETS.filter((bucket) => bucket !== 'output').map((bucket) =>
    measure(`tokens.${bucket}`, 'number', `tokens in the bucket ${bucket}`),
  ),
  measure('tokens_per_second', 'number', 'output tokens per second of a call'),
  measure('documents', 'number', 'documents that a retrieval found'),
  measure('cost', 'money', 'our price'),
  measure('cost.reported', 'money', 'what the client said it cost'),
  text('attr', 'an attribute: of the span, else of its resource, else of the root of its trace', { keyed: true }),
  text('score', 'a score of the span, its trace or its session', { keyed: true, by: false }),
  text('has', 'something is there', { by: false, values: HAS_VALUES }),
  measure('trace.duration', 'duration', 'first start to last end of the trace', 'trace'),
  measure('trace.cost', 'money', 'our price of the whole trace', 'trace'),
  measure('trace.tokens', 'number', 'tokens of the whole trace', 'trace'),
  measure('trace.errors', 'number', 'failed spans of the trace', 'trace'),
  measure('trace.spans', 'number', 'spans of the trace', 'trace'),
]

const byName = new Map(FIELDS.map((field) => [field.name, field]))

/** The field of that name; undefined when there is none. */
export function fieldNamed(name: string): Field | undefined {
  return byName.get(name)
}

/** What may be asked of a field. A score compares as a number and equals as a number or a text. */
export function operatorsOf(field: Field): readonly Operator[] {
  if (field.name === 'score') return ['is', 'set', '>', '>=', '<', '<=']
  if (field.name === 'has') return ['is']
  if (field.type === 'flag') return ['is']
  if (field.type !== 'text') return ['is', 'set', '>', '>=', '<', '<=']
  if (field.values !== undefined) return ['is']
  return field.name === 'attr'
    ? ['is', 'prefix', 'contains', 'set', '>', '>=', '<', '<=']
    : ['is', 'prefix', 'contains', 'set']
}

/** Compares a number with exactly one value. */
export const isComparison = (op: Operator): boolean => op === '>' || op === '>=' || op === '<' || op === '<='

/** What may stand in `by`, parsed: a field, or an attribute by its key. */
export type SplitKey =
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'attribute'; readonly key: string }

/** Reads one `by` key: a field's name, `attribute:<key>` or `attr.<key>`. */
export function parseSplit(text: string): SplitKey | undefined {
  const attribute = /^(?:attribute:|attr\.)(.+)$/s.exec(text)
  if (attribute?.[1] !== undefined) return { kind: 'attribute', key: attribute[1] }
  const field = byName.get(text)
  return field?.by === true && field.keyed !== true ? { kind: 'field', field: text } : undefined
}
