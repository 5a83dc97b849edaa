/** Why a model stopped, by one name each: `stop`, `length`, `tool_call`, `content_filter`; others as they came. */
const NAMES: Readonly<Record<string, string>> = {
  tool_calls: 'tool_call',
  'tool-calls': 'tool_call',
  tool_use: 'tool_call',
  tooluse: 'tool_call',
  tool_call: 'tool_call',
  function_call: 'tool_call',
  // Of AutoGen.
  function_calls: 'tool_call',
  end_turn: 'stop',
  endturn: 'stop',
  stop_sequence: 'stop',
  stopsequence: 'stop',
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  complete: 'stop',
  completed: 'stop',
  max_tokens: 'length',
  maxtokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  length: 'length',
  content_filter: 'content_filter',
  'content-filter': 'content_filter',
  content_filtered: 'content_filter',
  guardrail_intervened: 'content_filter',
  refusal: 'content_filter',
  safety: 'content_filter',
  recitation: 'content_filter',
  blocklist: 'content_filter',
  prohibited_content: 'content_filter',
}

export function finishReasonNamed(sent: string): string {
  // Python's enums write themselves as `FinishReason.STOP`.
  const name = sent.slice(sent.lastIndexOf('.') + 1)
  return NAMES[name.toLowerCase()] ?? sent
}

/** In double quotes, or in Python's. */
const KEY = /["'](?:finish_reason|finishReason|stop_reason|stopReason)["']\s*:\s*["']([^"'\\]{1,40})["']/

/** Characters of an answer that are searched from its end; the reason stands there, or there is none. */
const WINDOW = 4096

/** The reason inside the JSON of an answer, found without parsing it; '' where there is none. */
export function finishReasonIn(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('latin1', Math.max(0, buffer.length - WINDOW))
  const found = KEY.exec(text)?.[1] ?? KEY.exec(buffer.toString('latin1', 0, WINDOW))?.[1] ?? ''
  return found === '' ? ofResponse(buffer, text) : finishReasonNamed(found)
}

const STATUS = /"status"\s*:\s*"(completed|incomplete)"/
const FUNCTION_CALL = /"type"\s*:\s*"function_call"/

/** OpenAI's Responses have a status instead, and a call of a tool is one of their items. */
function ofResponse(buffer: Buffer, end: string): string {
  const start = buffer.toString('latin1', 0, WINDOW)
  if (!/"object"\s*:\s*"response"/.test(start)) return ''
  const status = STATUS.exec(start)?.[1] ?? STATUS.exec(end)?.[1]
  if (status === 'incomplete') return 'length'
  if (status === undefined) return ''
  return FUNCTION_CALL.test(start) || FUNCTION_CALL.test(end) ? 'tool_call' : 'stop'
}
