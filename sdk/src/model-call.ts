/** One call of a model, from its arguments to the last item of its stream, as a span. */
import { type Attributes, type Context, SpanKind } from '@opentelemetry/api'
import { hasContextManager } from './active-context.ts'
import { contextAttributes } from './context.ts'
import { type Fields, fieldsOf, setAll, text } from './fields.ts'
import { observeResult, type ResultObserver } from './observe-result.ts'
import { isStream, observeStream, type StreamObserver } from './observe-stream.ts'
import { type OpenSpan, openSpan } from './open-span.ts'
import type { Operation, StreamFold } from './operation.ts'
import type { Provider } from './provider.ts'
import { expectRequests, type Retries } from './retries.ts'
import { type CallObserver, guard } from './wrap-method.ts'

export interface ModelCall {
  readonly operation: Operation
  readonly provider: Provider
  /** As the client takes it; the body in the place of the first argument is replaced when usage is asked for. */
  readonly args: readonly unknown[]
  readonly body: Fields
  /** Whether streams are asked for their token counts; default as in `init`. */
  readonly streamUsage: boolean | 'auto' | undefined
}

/** Undefined while there is nowhere to send spans. */
export function beginModelCall(call: ModelCall): CallObserver | undefined {
  const { operation, provider, body } = call
  const model = guard(() => modelOf(operation, body), undefined)
  const open = openSpan({
    name: model === undefined ? operation.name : `${operation.name} ${model}`,
    kind: SpanKind.CLIENT,
    attributes: guard(() => startAttributes(operation, provider, body), { 'gen_ai.operation.name': operation.name }),
  })
  if (open === undefined) return undefined
  guard(() => recordRequest(open, operation, body), undefined)
  const asked = guard(() => askForUsage(call, open), undefined)
  // Only instrumentations of the application's own make spans inside a client. Where there are none, the client is
  // spared an AsyncLocalStorage, which makes every promise of it slower (by half on Node 20).
  return new CallOutcome(open, operation, asked, hasContextManager() ? open.context : undefined)
}

/** What the call cost on the way to its answer. */
function recordRetries(open: OpenSpan, retries: Retries, told: unknown): void {
  // AWS tells it beside the answer or on the error.
  const { attempts } = fieldsOf(fieldsOf(told).$metadata)
  const count = typeof attempts === 'number' ? attempts - 1 : retries.count
  if (count > 0) open.set({ 'http.request.resend_count': count })
}

function modelOf(operation: Operation, body: Fields): string | undefined {
  return operation.model === undefined ? text(body.model) : operation.model(body)
}

function startAttributes(operation: Operation, provider: Provider, body: Fields): Attributes {
  const streams = operation.isStream === undefined ? body.stream === true : operation.isStream(body)
  const told: Attributes = {
    'gen_ai.operation.name': operation.name,
    'gen_ai.provider.name': provider.name,
    'gen_ai.request.model': modelOf(operation, body),
    'gen_ai.request.stream': streams ? true : undefined,
    'openai.api.type': operation.apiType,
    'server.address': provider.address,
    'server.port': provider.port,
  }
  return setAll(told, operation.request(body))
}

function recordRequest(open: OpenSpan, operation: Operation, body: Fields): void {
  if (!open.isRecording) return
  open.write((attributes) => {
    const session = contextAttributes(open.parent)['session.id']
    if (typeof session === 'string') attributes['gen_ai.conversation.id'] = session
    if (open.settings.content) operation.requestContent(attributes, body, open.settings)
  })
}

/**
 * A stream of some APIs tells its token counts only when asked. The request is copied for that, never changed; what the
 * application says itself about usage stands.
 */
function askForUsage(call: ModelCall, open: OpenSpan): readonly unknown[] | undefined {
  const { operation, provider, args, body } = call
  const wish = call.streamUsage ?? open.settings.streamUsage
  if (operation.askForUsage === undefined || body.stream !== true) return undefined
  if (!(wish === 'auto' ? provider.allowsStreamUsage : wish)) return undefined
  if (Object.getPrototypeOf(body) !== Object.prototype) return undefined
  const asking = operation.askForUsage(body)
  return asking && [asking, ...args.slice(1)]
}

/** From what the method returned or threw to the end of the span. One object, because a call has many moments. */
class CallOutcome implements CallObserver, ResultObserver {
  readonly args: readonly unknown[] | undefined
  readonly context: Context | undefined
  readonly #open: OpenSpan
  readonly #operation: Operation
  readonly #startedMs = performance.now()
  readonly #retries: Retries = { count: 0 }
  readonly #allRequested = expectRequests(this.#retries)

  constructor(
    open: OpenSpan,
    operation: Operation,
    asked: readonly unknown[] | undefined,
    context: Context | undefined,
  ) {
    this.#open = open
    this.#operation = operation
    this.args = asked
    this.context = context
  }

  threw(error: unknown): void {
    this.#allRequested()
    this.error(error)
  }

  returned(result: unknown): unknown {
    this.#allRequested()
    return observeResult(result, this)
  }

  error(error: unknown): void {
    guard(() => this.#open.fail(error), undefined)
    this.#end(error)
  }

  raw(): void {
    guard(() => this.#open.set({ 'vitrine.response': 'raw' }), undefined)
    this.#end(undefined)
  }

  value(value: unknown): void {
    const { fold, streamOf } = this.#operation
    const stream = streamOf === undefined ? value : streamOf(value)
    if (fold !== undefined && isStream(stream)) observeStream(stream, this.#watcher(fold()))
    else this.#succeed(fieldsOf(value))
  }

  #watcher(fold: StreamFold): StreamObserver {
    const open = this.#open
    let isFirst = true
    return {
      item: (item) => {
        if (isFirst) open.set({ 'gen_ai.response.time_to_first_chunk': (performance.now() - this.#startedMs) / 1000 })
        isFirst = false
        guard(() => fold.add(item), undefined)
        return this.args === undefined ? 'show' : hideUsage(item, fold)
      },
      end: (how, error) => {
        if (how !== 'done') guard(() => open.set({ 'vitrine.stream.end': how }), undefined)
        const failure = how === 'error' ? error : fold.failure?.()
        if (how === 'error' || failure !== undefined) guard(() => open.fail(failure), undefined)
        this.#succeed(guard(() => fold.answer(), {}))
      },
    }
  }

  #succeed(answer: Fields): void {
    guard(() => recordAnswer(this.#open, this.#operation, answer), undefined)
    this.#end(answer)
  }

  #end(told: unknown): void {
    guard(() => recordRetries(this.#open, this.#retries, told), undefined)
    this.#open.end()
  }
}

function recordAnswer(open: OpenSpan, operation: Operation, answer: Fields): void {
  if (open.isRecording) open.write((attributes) => operation.answer(attributes, answer, open.settings))
}

/** With usage on, every chunk has `usage: null` and one more comes at the end; without, neither is there. */
function hideUsage(item: unknown, fold: StreamFold): 'show' | 'hide' {
  if (fold.isUsageOnly?.(item) === true) return 'hide'
  const chunk = item as Record<string, unknown>
  if (chunk.usage === null) delete chunk.usage
  return 'show'
}
