/**
 * `wrap(client)`: the model calls of an OpenAI-compatible client become spans. The client itself is observed, method by
 * method, and returned: a proxy of it would cut its private fields off, and its own helpers (`parse`, `stream`,
 * `runTools`) call `create` on the client that they hold.
 */
import { type Attributes, SpanKind } from '@opentelemetry/api'
import { contextAttributes } from '../context.ts'
import { observeResult } from '../observe-result.ts'
import { observeStream } from '../observe-stream.ts'
import { type OpenSpan, openSpan } from '../open-span.ts'
import { type CallObserver, guard, wrapMethod } from '../wrap-method.ts'
import { chatOperation } from './chat.ts'
import { embeddingsOperation } from './embeddings.ts'
import { type Fields, fieldsOf, present, text } from './fields.ts'
import type { Operation, StreamFold } from './operation.ts'
import { type Provider, providerOf } from './provider.ts'
import { responsesOperation } from './responses.ts'

export interface WrapOptions {
  /** `gen_ai.provider.name`; default: told by the client's address, else `openai`. */
  readonly provider?: string | undefined
  /** Asks this client's streams for their token counts; default as in `init`. */
  readonly streamUsage?: boolean | 'auto' | undefined
}

const METHODS: readonly (readonly [path: readonly string[], operation: Operation])[] = [
  [['chat', 'completions'], chatOperation],
  [['responses'], responsesOperation],
  [['embeddings'], embeddingsOperation],
]

/** Returns the same client, with the same type; a client is wrapped once however often it is handed over. */
export function wrap<Client extends object>(client: Client, options: WrapOptions = {}): Client {
  for (const [path, operation] of METHODS) {
    guard(() => {
      const owner = path.reduce<unknown>((at, name) => fieldsOf(at)[name], client)
      if (typeof owner === 'object' && owner !== null)
        wrapMethod(owner, 'create', (args) => beginCall(operation, client, options, args))
    }, undefined)
  }
  guard(() => wrapCopies(client, options), undefined)
  return client
}

/** `client.withOptions({…})` makes a new client; it is observed like the one that it came from. */
function wrapCopies(client: object, options: WrapOptions): void {
  wrapMethod(client, 'withOptions', () => ({
    returned: (copy) => (typeof copy === 'object' && copy !== null ? wrap(copy, options) : copy),
    threw: () => undefined,
  }))
}

function beginCall(
  operation: Operation,
  client: object,
  options: WrapOptions,
  args: readonly unknown[],
): CallObserver | undefined {
  const body = fieldsOf(args[0])
  const provider = providerOf(fieldsOf(client).baseURL, options.provider)
  const model = text(body.model)
  const open = openSpan({
    name: model === undefined ? operation.name : `${operation.name} ${model}`,
    kind: SpanKind.CLIENT,
    attributes: guard(() => startAttributes(operation, provider, body), { 'gen_ai.operation.name': operation.name }),
  })
  if (open === undefined) return undefined
  guard(() => recordRequest(open, operation, body), undefined)
  const asked = guard(() => askForUsage(operation, open, options, provider, args), undefined)
  return {
    ...(asked === undefined ? {} : { args: asked }),
    context: open.context,
    ...outcomeOf(open, operation, asked !== undefined),
  }
}

function startAttributes(operation: Operation, provider: Provider, body: Fields): Attributes {
  return present<Attributes[string]>({
    'gen_ai.operation.name': operation.name,
    'gen_ai.provider.name': provider.name,
    'gen_ai.request.model': text(body.model),
    'gen_ai.request.stream': body.stream === true ? true : undefined,
    'openai.api.type': operation.apiType,
    'server.address': provider.address,
    'server.port': provider.port,
    ...operation.request(body),
  })
}

function recordRequest(open: OpenSpan, operation: Operation, body: Fields): void {
  if (!open.isRecording) return
  const attributes: Attributes = {}
  const session = contextAttributes(open.context)['session.id']
  if (typeof session === 'string') attributes['gen_ai.conversation.id'] = session
  if (open.settings.content) operation.requestContent(attributes, body, open.settings)
  open.set(attributes)
}

/**
 * A stream of chat chunks tells its token counts only when asked. The request is copied for that, never changed; what
 * the application says itself about usage stands.
 */
function askForUsage(
  operation: Operation,
  open: OpenSpan,
  options: WrapOptions,
  provider: Provider,
  args: readonly unknown[],
): readonly unknown[] | undefined {
  const wish = options.streamUsage ?? open.settings.streamUsage
  const body = fieldsOf(args[0])
  if (operation !== chatOperation || body.stream !== true) return undefined
  if (!(wish === 'auto' ? provider.allowsStreamUsage : wish)) return undefined
  const given = fieldsOf(body.stream_options)
  if ('include_usage' in given || Object.getPrototypeOf(body) !== Object.prototype) return undefined
  return [{ ...body, stream_options: { ...given, include_usage: true } }, ...args.slice(1)]
}

function outcomeOf(
  open: OpenSpan,
  operation: Operation,
  usageIsOurs: boolean,
): Pick<CallObserver, 'returned' | 'threw'> {
  const startedMs = performance.now()
  const fail = (error: unknown) => {
    guard(() => open.fail(error), undefined)
    open.end()
  }
  const succeed = (answer: Fields) => {
    guard(() => recordAnswer(open, operation, answer), undefined)
    open.end()
  }
  return {
    threw: fail,
    returned: (result) =>
      observeResult(result, {
        error: fail,
        raw: () => {
          guard(() => open.set({ 'vitrine.response': 'raw' }), undefined)
          open.end()
        },
        value: (value) => {
          const fold = operation.fold?.()
          const isWatched = fold !== undefined && watchStream({ value, open, fold, usageIsOurs, startedMs, succeed })
          if (!isWatched) succeed(fieldsOf(value))
        },
      }),
  }
}

function recordAnswer(open: OpenSpan, operation: Operation, answer: Fields): void {
  if (!open.isRecording) return
  const attributes: Attributes = {}
  operation.answer(attributes, answer, open.settings)
  open.set(attributes)
}

interface WatchedStream {
  readonly value: unknown
  readonly open: OpenSpan
  readonly fold: StreamFold
  readonly usageIsOurs: boolean
  readonly startedMs: number
  readonly succeed: (answer: Fields) => void
}

function watchStream({ value, open, fold, usageIsOurs, startedMs, succeed }: WatchedStream): boolean {
  let isFirst = true
  return observeStream(value, {
    item: (item) => {
      if (isFirst) open.set({ 'gen_ai.response.time_to_first_chunk': (performance.now() - startedMs) / 1000 })
      isFirst = false
      guard(() => fold.add(item), undefined)
      return usageIsOurs ? hideUsage(item, fold) : 'show'
    },
    end: (how, error) => {
      if (how !== 'done') guard(() => open.set({ 'vitrine.stream.end': how }), undefined)
      const failure = how === 'error' ? error : fold.failure?.()
      if (how === 'error' || failure !== undefined) {
        guard(() => open.fail(failure), undefined)
      }
      succeed(guard(() => fold.answer(), {}))
    },
  })
}

/** With usage on, every chunk has `usage: null` and one more comes at the end; without, neither is there. */
function hideUsage(item: unknown, fold: StreamFold): 'show' | 'hide' {
  if (fold.isUsageOnly?.(item) === true) return 'hide'
  const chunk = item as Record<string, unknown>
  if (chunk.usage === null) delete chunk.usage
  return 'show'
}
