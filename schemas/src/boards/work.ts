import type { Panel } from '../api/panels.ts'
import { qualityLines } from './judged.ts'
import { areas, bars, CALLS, heatmap, lines, number, ranking, spans, table } from './make.ts'

/**
 * Steps that do the work of a run. What holds them (agents, chains) lasts as long as they do together, and longer. Self
 * time would say it of every kind, but reads several times as long over many spans.
 */
const STEPS = 'kind:llm,embedding,retrieval,reranker,tool,guardrail,evaluator'

export const LATENCY: readonly Panel[] = [
  number('latency.p50', 'duration_p50', { root: true }),
  number('latency.p95', 'duration_p95', { root: true }),
  number('latency.ttft', 'ttft_p95', { q: CALLS }),
  number('latency.speed', 'tokens_per_second_p50', { q: CALLS }),
  lines('latency.runs', ['duration_p50', 'duration_p75', 'duration_p90', 'duration_p95', 'duration_p99'], {
    root: true,
  }),
  lines('latency.calls', ['duration_p50', 'duration_p95', 'duration_p99'], { q: CALLS }),
  heatmap('latency.map', 'duration', { root: true }),
  lines('latency.firstToken', ['ttft_p50', 'ttft_p95'], { q: CALLS }),
  lines('latency.firstTokenByModel', 'ttft_p95', { by: ['model'], q: `${CALLS} ttft:*` }),
  lines('latency.tokensPerSecond', ['tokens_per_second_p5', 'tokens_per_second_p50', 'tokens_per_second_p95'], {
    q: CALLS,
  }),
  lines('latency.speedByModel', 'tokens_per_second_p50', { by: ['model'], q: CALLS }),
  bars('latency.where', 'duration_total', { by: ['kind'], q: STEPS, share: true }),
  bars('latency.whereByTool', 'duration_total', { by: ['tool'], q: 'kind:tool', share: true }),
  table('latency.byKind', ['duration_p95', 'duration_p50', 'spans'], { by: ['kind'] }),
  table('latency.byName', ['duration_p95', 'duration_p50', 'duration_p99', 'spans'], { by: ['name'] }),
  spans('latency.slowestRuns', 'duration', { root: true, width: 2 }),
  spans('latency.slowestCalls', 'duration', { q: CALLS, width: 2 }),
]

export const ERRORS: readonly Panel[] = [
  number('errors.count', 'errors'),
  number('errors.runs', 'error_rate', { root: true }),
  number('errors.calls', 'error_rate', { q: CALLS }),
  number('errors.tools', 'tool_error_rate'),
  bars('errors.byType', 'errors', { by: ['error_type'], q: 'has:error' }),
  bars('errors.byKind', 'errors', { by: ['kind'], q: 'has:error' }),
  lines('errors.rate', 'error_rate', { root: true }),
  lines('errors.rateByModel', 'error_rate', { by: ['model'], q: CALLS }),
  bars('errors.finish', 'calls', { by: ['finish_reason'], q: `${CALLS} finish_reason:*` }),
  lines('errors.rateByRelease', 'error_rate', { by: ['release'], root: true }),
  table('errors.byName', ['errors', 'error_rate', 'spans'], { by: ['name', 'error_type'], q: 'has:error' }),
  spans('errors.newest', 'start', { q: 'has:error' }),
]

const TOOLS_ONLY = 'kind:tool'
export const TOOLS: readonly Panel[] = [
  number('tools.calls', 'tool_calls'),
  number('tools.errorRate', 'tool_error_rate'),
  number('tools.p50', 'duration_p50', { q: TOOLS_ONLY }),
  number('tools.p95', 'duration_p95', { q: TOOLS_ONLY }),
  bars('tools.byTool', 'tool_calls', { by: ['tool'], q: TOOLS_ONLY }),
  bars('tools.errors', 'tool_errors', { by: ['tool'], q: `${TOOLS_ONLY} has:error` }),
  lines('tools.rates', 'tool_error_rate', { by: ['tool'], q: TOOLS_ONLY }),
  lines('tools.latency', 'duration_p95', { by: ['tool'], q: TOOLS_ONLY }),
  table(
    'tools.table',
    ['tool_calls', 'tool_errors', 'tool_error_rate', 'tool_retries', 'duration_p50', 'duration_p95'],
    {
      by: ['tool'],
      q: TOOLS_ONLY,
    },
  ),
]

const RETRIEVALS = 'kind:retrieval'
export const RETRIEVAL: readonly Panel[] = [
  number('retrieval.count', 'retrievals'),
  number('retrieval.documents', 'documents_mean'),
  number('retrieval.emptyRate', 'empty_retrieval_rate'),
  number('retrieval.p95', 'duration_p95', { q: RETRIEVALS }),
  bars('retrieval.bySource', 'retrievals', { by: ['name'], q: RETRIEVALS }),
  lines('retrieval.found', 'documents_mean', { by: ['name'], q: RETRIEVALS }),
  bars('retrieval.empty', 'empty_retrievals', { by: ['name'], q: RETRIEVALS }),
  lines('retrieval.latency', ['duration_p50', 'duration_p95'], { q: RETRIEVALS }),
  table(
    'retrieval.table',
    ['retrievals', 'empty_retrievals', 'empty_retrieval_rate', 'documents', 'documents_mean', 'duration_p95'],
    { by: ['name'], q: RETRIEVALS },
  ),
]

/** Disjoint, and all of the tokens. */
const TOKENS = ['tokens.input_not_cached', 'tokens.cache_read', 'tokens.output_not_reasoning', 'tokens.reasoning']

export const overview = (scores: readonly string[]): readonly Panel[] => [
  number('overview.traces', 'traces'),
  number('overview.errors', 'error_rate', { root: true }),
  number('overview.p95', 'duration_p95', { root: true }),
  number('overview.cost', 'cost.ours'),
  number('overview.tokens', 'tokens.total'),
  number('overview.users', 'users'),
  number('overview.calls', 'calls'),
  number('overview.cache', 'cache_hit_rate'),
  bars('overview.traffic', 'spans', { by: ['status'], root: true }),
  lines('overview.latency', ['duration_p50', 'duration_p90', 'duration_p95', 'duration_p99'], { root: true }),
  areas('overview.costByModel', 'cost.ours', { by: ['model'], q: CALLS }),
  bars('overview.tokensOverTime', TOKENS),
  heatmap('overview.map', 'duration', { root: true }),
  lines('overview.firstToken', 'ttft_p95', { by: ['model'], q: `${CALLS} ttft:*` }),
  lines('overview.speed', 'tokens_per_second_p50', { by: ['model'], q: CALLS }),
  bars('overview.errorsByType', 'errors', { by: ['error_type'], q: 'has:error' }),
  spans('overview.newestErrors', 'start', { q: 'has:error', width: 2 }),
  ...['user', 'feature', 'prompt', 'model'].map((by) =>
    ranking(`overview.spenders.${by}`, 'cost.ours', { by: [by], q: CALLS, limit: 5, width: 1 }),
  ),
  lines('overview.cacheHits', 'cache_hit_rate'),
  bars('overview.savings', 'cost.cache_savings'),
  ...qualityLines('overview.quality', scores),
  table('overview.tools', ['tool_calls', 'tool_error_rate', 'tool_retries', 'duration_p95'], {
    by: ['tool'],
    q: TOOLS_ONLY,
    width: 2,
  }),
  table('overview.models', ['calls', 'error_rate', 'cost.ours'], { by: ['model'], q: CALLS, width: 2 }),
]
