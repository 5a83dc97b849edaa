/** The closed table of fields: what each name of docs/filter.md is in SQL, over the columns of `judged`. */
import { TOKEN_BUCKETS } from '@vitrine/schemas'
import type { SplitKey } from '@vitrine/schemas/filter'
import { invariant } from '../base/errors.ts'
import type { Bindings } from './sql.ts'

export interface FieldContext {
  readonly bind: Bindings
  /** Column of the root's value, by attribute key. */
  readonly roots: ReadonlyMap<string, string>
}

const TEXT: Readonly<Record<string, string>> = {
  service: 'service',
  environment: 'environment',
  user: 'whose',
  session: 'session',
  trace: 'trace_id',
  span: 'span_id',
  model: 'model',
  response_model: 'response_model',
  provider: 'provider',
  kind: 'kind',
  name: 'name',
  feature: 'feature',
  status: 'status',
  error_type: 'error_type',
  error_message: 'error_message',
  release: 'release',
  prompt: 'prompt_name',
  prompt_version: 'prompt_version',
  agent: 'agent_name',
  tool: 'tool_name',
  finish_reason: 'finish_reason',
  scope: 'scope_name',
  sdk: 'sdk',
  dialect: 'dialect',
  protocol: 'protocol',
  key: 'key_id',
}

/** Fields that hold few different values as a rule. */
export const FEW_VALUES: ReadonlySet<string> = new Set(
  'service environment model response_model provider kind status error_type release prompt_version agent tool finish_reason root stream'.split(
    ' ',
  ),
)

const FLAGS: Readonly<Record<string, string>> = {
  root: "parent_span_id = ''",
  stream: 'is_stream = 1',
  running: 'is_running = 1',
  damaged: 'is_damaged = 1',
}

/** Of calls only, as in every sum: a wrapper's tokens are not its own. */
const ofCalls = (expression: string) => `if(in_sums = 1, ${expression}, null)`

const MEASURES: Readonly<Record<string, string>> = {
  start: 'start_ns',
  duration: 'duration_ns',
  self_time: 'self_ns',
  ttft: 'ttft_ns',
  tokens: ofCalls('if(said_usage, ifNull(tokens_in, 0) + ifNull(tokens_out, 0), null)'),
  'tokens.input': ofCalls('tokens_in'),
  'tokens.output': ofCalls('tokens_out'),
  ...Object.fromEntries(
    TOKEN_BUCKETS.filter((bucket) => bucket !== 'output').map((bucket) => [
      `tokens.${bucket}`,
      ofCalls(`tokens_${bucket}`),
    ]),
  ),
  documents: 'documents',
  tokens_per_second: ofCalls('if(duration_ns > 0, tokens_out * 1e9 / duration_ns, null)'),
  cost: ofCalls('cost_total'),
  'cost.reported': ofCalls('cost_reported'),
}

/** Whole-trace measures: an aggregate over the spans of the trace. */
export const TRACE_MEASURES: Readonly<Record<string, string>> = {
  'trace.duration': 'max(toUnixTimestamp64Nano(end_time)) - min(start_ns)',
  'trace.cost': 'sumIf(cost_total, is_call = 1 and in_sums = 1)',
  'trace.tokens': 'sumIf(ifNull(tokens_in, 0) + ifNull(tokens_out, 0), in_sums = 1 and said_usage)',
  'trace.errors': "countIf(status = 'error')",
  'trace.spans': 'count()',
}

export function textSql(field: string, key: string | null, context: FieldContext): string | undefined {
  if (field !== 'attr') return TEXT[field]
  invariant(key !== null, 'an attribute without a key')
  const root = context.roots.get(key)
  invariant(root !== undefined, 'an attribute without its root column')
  return attributeSql(context.bind.add('String', key), root)
}

export const flagSql = (field: string): string | undefined => FLAGS[field]
export const measureSql = (field: string): string | undefined => MEASURES[field]

/** Of the span, else of its resource, else what is given. */
export function attributeSql(key: string, otherwise = "''"): string {
  return `multiIf(mapContains(attributes, ${key}), attributes[${key}], mapContains(resource_attributes, ${key}), resource_attributes[${key}], ${otherwise})`
}

/** One text column to split by; '' = nobody said. */
export function splitSql(key: SplitKey, context: FieldContext): string {
  if (key.kind === 'attribute') return textSql('attr', key.key, context) ?? "''"
  const flag = FLAGS[key.field]
  const column = flag === undefined ? TEXT[key.field] : `if(${flag}, 'true', 'false')`
  invariant(column !== undefined, `no SQL for the field ${key.field}`)
  return `toString(${column})`
}
