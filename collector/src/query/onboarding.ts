/** GET /onboarding: what came so far, from whom, and what is missing in it. */
import type { Missing, OnboardingAnswer } from '@vitrine/schemas/api'
import { EVERYTHING } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import type { LedgerSources } from './ledger.ts'
import { type MeasureRow, maybeText, numberOf, numberOrNull, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import { textsOf } from './trace-rows.ts'
import { ANY_TIME } from './window.ts'

const TEMPLATE = readSql('onboarding')
const MAX_REFUSED = 20

export async function queryOnboarding(
  store: Store,
  scope: ProjectScope,
  { sources, seesUnknownKeys }: { readonly sources: LedgerSources; readonly seesUnknownKeys: boolean },
  signal?: AbortSignal,
): Promise<OnboardingAnswer> {
  const source = selectSpans(scope, { window: ANY_TIME, filter: EVERYTHING })
  const sql = source.fill(TEMPLATE)
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  const isOurs = (each: { readonly projectId: string | null }) => each.projectId === scope.projectId
  return {
    spans: rows.reduce((sum, row) => sum + numberOf(row, 'spans'), 0),
    waiting: sources.queue.waitingByProject().get(scope.projectId) ?? 0,
    rejected: sources.deadLetter
      .counts()
      .filter(isOurs)
      .reduce((sum, each) => sum + each.spans, 0),
    first_span: firstOf(rows),
    sources: rows.map(sourceOf),
    refused: sources.refusals
      .list()
      .filter((each) => isOurs(each) || (seesUnknownKeys && each.projectId === null))
      .sort((a, b) => (a.day < b.day ? 1 : -1))
      .slice(0, MAX_REFUSED)
      .map(({ day, status, count, keyPrefix }) => ({ day, status, requests: count, key_prefix: keyPrefix ?? null })),
  }
}

function sourceOf(row: MeasureRow): OnboardingAnswer['sources'][number] {
  return {
    sdk: maybeText(row, 'sdk'),
    dialect: maybeText(row, 'dialect'),
    protocol: maybeText(row, 'protocol'),
    service: maybeText(row, 'service'),
    spans: numberOf(row, 'spans'),
    calls: numberOf(row, 'calls'),
    tokens_input: numberOrNull(row.tokens_input),
    tokens_output: numberOrNull(row.tokens_output),
    priced_calls: numberOf(row, 'priced_calls'),
    unpriced_calls: numberOf(row, 'unpriced_calls'),
    unpriced_models: textsOf(row, 'unpriced_models'),
    missing: missingIn(row),
  }
}

function missingIn(row: MeasureRow): Missing[] {
  const lacks: readonly (readonly [Missing, boolean])[] = [
    ['llm_spans', numberOf(row, 'llm_spans') === 0],
    ['model', numberOf(row, 'without_model') > 0],
    ['tokens', numberOf(row, 'without_tokens') > 0],
    ['price', numberOf(row, 'unpriced_calls') > 0],
    ['content', numberOf(row, 'without_content') > 0],
    ['user', numberOf(row, 'with_user') === 0],
    ['session', numberOf(row, 'with_session') === 0],
    ['service', textOf(row, 'service') === ''],
  ]
  return lacks.filter(([, isLacking]) => isLacking).map(([name]) => name)
}

function firstOf(rows: readonly MeasureRow[]): OnboardingAnswer['first_span'] {
  const firsts = rows.map((row) => row.first).filter((first): first is readonly unknown[] => Array.isArray(first))
  const [first] = firsts.map((each) => each.map(String)).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
  if (first === undefined) return null
  const [received = '', start = '', trace_id = '', span_id = '', name = '', kind = ''] = first
  return { trace_id, span_id, name, kind, start, received: nsOf(received) }
}

/** '2026-01-01 00:00:00.123' of UTC. */
function nsOf(text: string): string {
  return String(BigInt(Date.parse(`${text.replace(' ', 'T')}Z`)) * 1_000_000n)
}
