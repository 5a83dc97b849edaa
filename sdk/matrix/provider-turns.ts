/** OpenAI's two protocols as a conversation: asked with tools it calls one, told what the tool said it answers. */
import type { Script } from './scripted-fetch.ts'
import { events, json, openaiChat, openaiResponse, openaiTools, sse } from './scripts.ts'

interface Asked {
  readonly tools?: readonly unknown[]
  readonly stream?: boolean
  readonly stream_options?: { readonly include_usage?: boolean }
  readonly messages?: readonly { readonly role: string }[]
  readonly input?: string | readonly { readonly type?: string }[]
  readonly instructions?: string | null
}

interface Chat {
  readonly choices: readonly [
    {
      readonly message: { readonly content: string | null; readonly tool_calls?: readonly object[] }
      readonly finish_reason: string
    },
  ]
  readonly usage: object
}

export function chatTurn(asked: Asked): Script {
  const isAnswered = asked.messages?.at(-1)?.role === 'tool'
  const script = asked.tools === undefined || isAnswered ? openaiChat : openaiTools
  return asked.stream === true ? chatStream(bodyOf<Chat>(script), asked.stream_options?.include_usage === true) : script
}

function chatStream({ choices, usage, ...head }: Chat, withUsage: boolean): Script {
  const [{ message, finish_reason }] = choices
  const chunk = (delta: object, reason: string | null = null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: reason }],
    ...(withUsage ? { usage: null } : {}),
  })
  const chunks: object[] = [
    chunk({ role: 'assistant', content: message.content === null ? null : '' }),
    ...[...(message.content ?? '')].map((content) => chunk({ content })),
    ...(message.tool_calls ?? []).map((call, index) => chunk({ tool_calls: [{ index, ...call }] })),
    chunk({}, finish_reason),
  ]
  if (withUsage) chunks.push({ ...head, object: 'chat.completion.chunk', choices: [], usage })
  return events(
    sse(
      chunks.map((data) => ({ data })),
      'data: [DONE]\n\n',
    ),
  )
}

interface Item {
  readonly id: string
  readonly type: string
  readonly arguments?: string
  readonly content?: readonly [{ readonly text: string }]
}

const CALL = {
  id: 'fc_1',
  type: 'function_call',
  call_id: 'call_1',
  name: 'get_weather',
  arguments: '{"city":"تهران"}',
  status: 'completed',
}

export function responseTurn(asked: Asked): Script {
  const input = typeof asked.input === 'string' ? [] : (asked.input ?? [])
  const isAnswered = input.some(({ type }) => type === 'function_call_output')
  const response = bodyOf<{ output: readonly Item[] }>(openaiResponse)
  const output = (asked.tools?.length ?? 0) === 0 || isAnswered ? response.output : [CALL]
  const told = { ...response, output, instructions: asked.instructions ?? null, tools: asked.tools ?? [] }
  return asked.stream === true ? responseStream(told) : json(told)
}

function responseStream(response: { readonly output: readonly Item[] }): Script {
  const told: readonly object[] = [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
    ...response.output.flatMap(itemEvents),
    { type: 'response.completed', response },
  ]
  const numbered = told.map((each, sequence_number) => ({ ...each, sequence_number }) as { type?: string })
  return events(sse(numbered.map((data) => ({ event: String(data.type), data }))))
}

function itemEvents(item: Item, output_index: number): object[] {
  const at = { output_index, item_id: item.id }
  const [part] = item.content ?? []
  return [
    { type: 'response.output_item.added', output_index, item: { ...item, ...emptied(item) } },
    ...(item.arguments === undefined
      ? []
      : [
          { ...at, type: 'response.function_call_arguments.delta', delta: item.arguments },
          { ...at, type: 'response.function_call_arguments.done', arguments: item.arguments },
        ]),
    ...(part === undefined
      ? []
      : [
          { ...at, type: 'response.content_part.added', content_index: 0, part: { ...part, text: '' } },
          ...[...part.text].map((delta) => ({ ...at, type: 'response.output_text.delta', content_index: 0, delta })),
          { ...at, type: 'response.output_text.done', content_index: 0, text: part.text },
          { ...at, type: 'response.content_part.done', content_index: 0, part },
        ]),
    { type: 'response.output_item.done', output_index, item },
  ]
}

/** As it stands before its parts have come. */
function emptied({ arguments: given, content }: Item): object {
  return { ...(given === undefined ? {} : { arguments: '' }), ...(content === undefined ? {} : { content: [] }) }
}

function bodyOf<T>(script: Script): T {
  return JSON.parse(String(script.body)) as T
}
