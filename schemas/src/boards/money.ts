import type { Panel } from '../api/panels.ts'
import { areas, bars, CALLS, lines, matrix, number, ranking, table } from './make.ts'

export const COST: readonly Panel[] = [
  number('cost.total', 'cost.ours'),
  number('cost.saved', 'cost.cache_savings'),
  number('cost.reported', 'cost.reported'),
  number('cost.unpricedCalls', 'unpriced_calls'),
  lines('cost.month', 'cost.ours', { forecast: true }),
  areas('cost.byModel', 'cost.ours', { by: ['model'], q: CALLS }),
  matrix('cost.modelDays', 'cost.ours', { by: ['model'], q: CALLS, step: '1d' }),
  bars('cost.byProvider', 'cost.ours', { by: ['provider'], q: CALLS }),
  // Of calls, so that what sorts by trace and user stays out of the question that the figures above share.
  lines('cost.perTrace', ['cost_per_trace', 'cost_per_trace_p50', 'cost_per_trace_p95'], { q: CALLS }),
  lines('cost.perSession', 'cost_per_session', { q: CALLS }),
  lines('cost.perUser', 'cost_per_user', { q: CALLS }),
  ranking('cost.byUser', 'cost.ours', { by: ['user'], q: CALLS }),
  ranking('cost.byFeature', 'cost.ours', { by: ['feature'], q: CALLS }),
  table('cost.models', ['cost.ours', 'calls', 'tokens.input', 'tokens.output', 'cache_hit_rate', 'cost.reported'], {
    by: ['model', 'provider'],
    q: CALLS,
  }),
  table('cost.byPrompt', ['cost.ours', 'calls', 'tokens.input', 'tokens.output'], {
    by: ['prompt', 'prompt_version'],
    q: `${CALLS} prompt:*`,
  }),
  lines('cost.cacheHits', 'cache_hit_rate'),
  bars('cost.savings', 'cost.cache_savings'),
  bars('cost.unpriced', 'unpriced_calls', { by: ['model'] }),
]

export const USAGE: readonly Panel[] = [
  number('usage.traces', 'traces'),
  number('usage.sessions', 'sessions'),
  number('usage.users', 'users'),
  number('usage.calls', 'calls'),
  bars('usage.traffic', 'spans', { by: ['status'], root: true }),
  bars('usage.byModel', 'calls', { by: ['model'], q: CALLS }),
  bars('usage.tokens', ['tokens.input', 'tokens.output']),
  lines('usage.people', ['users', 'sessions']),
  areas('usage.byKind', 'spans', { by: ['kind'] }),
  bars('usage.byEnvironment', 'spans', { by: ['environment'], root: true }),
  table('usage.byFeature', ['traces', 'users', 'calls', 'tokens.input', 'tokens.output'], { by: ['feature'] }),
  table('usage.byRelease', ['traces', 'error_rate', 'calls', 'tokens.total', 'cost.ours'], { by: ['release'] }),
  table('usage.byPrompt', ['calls', 'tokens.input', 'tokens.output', 'duration_p50'], {
    by: ['prompt', 'prompt_version'],
    q: 'prompt:*',
  }),
]
