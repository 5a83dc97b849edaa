/** Which log records of coding agents stand for a span, and what tells one from another: a table per agent. */
import { DETAILS } from '../mapping/details-view.ts'
import type { EventRecord } from '../mapping/otlp-records.ts'
import { numberOf, textOf } from '../mapping/values.ts'

export type ToldType = 'interaction' | 'llm_request' | 'tool'

export interface Told {
  readonly type: ToldType
  /** Before the type in the span's name. */
  readonly namespace: string
  readonly session: string
  /** What the trace is told by, besides the session. */
  readonly trace: readonly string[]
  /** What tells it from others of its trace. */
  readonly which: readonly string[]
  /** Of the prompt that it came of, where that is an interaction of its own. */
  readonly prompt?: string
  /** undefined: it went well; '' where it did not and nobody said why. */
  readonly error?: string | undefined
  /** It tells a part of what another record ends. */
  readonly isPart?: boolean
}

interface Agent {
  readonly name: string
  readonly isScope: (scopeName: string) => boolean
  readonly read: (record: EventRecord) => Told | undefined
}

const AGENTS: readonly Agent[] = [
  { name: 'claude-code', isScope: (name) => name.startsWith('com.anthropic.claude_code'), read: claudeCode },
  { name: 'codex', isScope: (name) => name.startsWith('codex'), read: codex },
  { name: 'gemini-cli', isScope: (name) => name === 'gemini-cli', read: geminiCli },
]

export function agentOf(scopeName: string): Agent | undefined {
  return AGENTS.find((agent) => agent.isScope(scopeName))
}

const said = (record: EventRecord, key: string): string => textOf(record.get(key))

const CLAUDE_CODE: Readonly<Record<string, ToldType>> = {
  user_prompt: 'interaction',
  api_request: 'llm_request',
  api_error: 'llm_request',
  tool_result: 'tool',
}

/** Each prompt is a trace; names come with and without their prefix. */
function claudeCode(record: EventRecord): Told | undefined {
  const type = CLAUDE_CODE[record.name.replace(/^claude_code\./, '')]
  if (type === undefined) return undefined
  const prompt = said(record, 'prompt.id')
  const which = type === 'interaction' ? prompt : firstOf(record, ['request_id', 'tool_use_id', 'event.sequence'])
  const error = record.name.endsWith('error') ? said(record, 'error') : undefined
  const session = said(record, 'session.id')
  return { type, namespace: 'claude_code', session, trace: [prompt], which: [which], prompt, error }
}

/**
 * A conversation is a trace. An answer is told by the last event of its stream, the one with the counts, and a failed
 * request by its own record. Nothing says how long an answer took.
 */
function codex(record: EventRecord): Told | undefined {
  const type = codexType(record)
  if (type === undefined) return undefined
  const moment = said(record, 'event.timestamp') || String(record.timeNs)
  const which = type === 'tool' ? said(record, 'call_id') || moment : moment
  const error = codexError(record)
  return { type, namespace: 'codex', session: said(record, 'conversation.id'), trace: [], which: [which], error }
}

function codexType(record: EventRecord): ToldType | undefined {
  if (record.name === 'codex.user_prompt') return 'interaction'
  if (record.name === 'codex.tool_result') return 'tool'
  if (record.name === 'codex.api_request') return codexError(record) === undefined ? undefined : 'llm_request'
  if (record.name !== 'codex.sse_event') return undefined
  const isEnd = said(record, 'input_token_count') !== '' || said(record, 'event.kind') === 'response.failed'
  return isEnd ? 'llm_request' : undefined
}

function codexError(record: EventRecord): string | undefined {
  const isFailed =
    said(record, 'error.message') !== '' ||
    said(record, 'success') === 'false' ||
    said(record, 'event.kind') === 'response.failed' ||
    (numberOf(record.get('http.response.status_code')) ?? 0) >= 400
  return isFailed ? said(record, 'error.message') : undefined
}

const GEMINI_CLI: Readonly<Record<string, ToldType>> = {
  'gemini_cli.user_prompt': 'interaction',
  'gemini_cli.api_response': 'llm_request',
  'gemini_cli.api_error': 'llm_request',
  'gemini_cli.tool_call': 'tool',
}
/** The details of an answer (its id and messages) stand beside the record that has the counts, at the same instant. */
function geminiCli(record: EventRecord): Told | undefined {
  const isPart = record.name === DETAILS && said(record, 'gen_ai.response.id') !== ''
  const type = isPart ? 'llm_request' : GEMINI_CLI[record.name]
  if (type === undefined) return undefined
  const isFailed = record.name === 'gemini_cli.api_error' || said(record, 'success') === 'false'
  const error = isFailed ? said(record, 'error.message') || said(record, 'error') : undefined
  const session = said(record, 'session.id')
  const prompt = said(record, 'prompt_id')
  const moment = said(record, 'event.timestamp') || String(record.timeNs)
  if (type === 'interaction') return { type, namespace: 'gemini_cli', session, trace: [], which: [prompt] }
  const which = type === 'tool' ? [said(record, 'function_name'), moment] : [moment]
  const parent = prompt === '' ? {} : { prompt }
  return { type, namespace: 'gemini_cli', session, trace: [], which, ...parent, error, isPart }
}

/** The first key that says something, else when it was. */
function firstOf(record: EventRecord, keys: readonly string[]): string {
  for (const key of keys) {
    const text = said(record, key)
    if (text !== '') return text
  }
  return String(record.timeNs)
}
