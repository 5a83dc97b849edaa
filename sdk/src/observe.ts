/** One's own functions as spans: `observe` wraps a function, `withSpan` runs one, both by kind. */
import { type Attributes, type Link, SpanKind } from '@opentelemetry/api'
import { observeResult } from './observe-result.ts'
import { observeStream } from './observe-stream.ts'
import { masked, type OpenSpan, openSpan } from './open-span.ts'
import { type LinkTarget, spanContextOf } from './propagation.ts'
import { attributesOfInput, attributesOfOutput, type ObserveKind, spanNameOf, startAttributesOf } from './span-kinds.ts'
import { type CallObserver, callObserved, guard } from './wrap-method.ts'

export interface ObserveOptions<Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  /** What the function is. Default `chain`: a step of the application. */
  readonly kind?: ObserveKind | undefined
  /** What to record of the arguments; `false` records none. Default: the one argument, or all as a list. */
  readonly input?: false | ((...args: Args) => unknown) | undefined
  /** What to record of the result; `false` records none. For a retrieval: its documents. */
  readonly output?: false | ((result: Result) => unknown) | undefined
  /** Further attributes. */
  readonly attributes?: Attributes | undefined
  /** Other spans that this one came from, e.g. the message of a queue: `traceparent` headers, or ids. */
  readonly links?: readonly LinkTarget[] | undefined
}

/** The span that is open; every method is safe to call at any time and never throws. */
export interface SpanHandle {
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  setInput(value: unknown): void
  setOutput(value: unknown): void
  setAttributes(attributes: Attributes): void
}

/**
 * The same function, whose every call is a span. Arguments, `this`, results, promises, async iterators, errors and the
 * type are the function's own.
 */
export function observe<F extends (...args: never[]) => unknown>(
  name: string,
  fn: F,
  options: ObserveOptions<Parameters<F>, Awaited<ReturnType<F>>> = {},
): F {
  // Somebody's mistake, but not ours to answer with an error of our own.
  if (typeof fn !== 'function') return fn
  const using = options as ObserveOptions
  return new Proxy(fn, {
    apply: (target, self, args: unknown[]) =>
      callObserved(
        () => beginCall(name, using, args),
        args,
        (used) => Reflect.apply(target as unknown as (...all: unknown[]) => unknown, self, used as unknown[]),
      ),
  })
}

/** Runs `fn` inside a span and returns what it returns. */
export function withSpan<R>(
  name: string,
  fn: (span: SpanHandle) => R,
  options: ObserveOptions<[], Awaited<R>> = {},
): R {
  const using = options as ObserveOptions
  let handle: SpanHandle = NO_SPAN
  return callObserved(
    () => {
      const call = beginCall(name, { ...using, input: false, output: using.output ?? false }, [])
      if (call !== undefined) handle = handleOf(call.open, using.kind ?? 'chain')
      return call
    },
    [],
    () => fn(handle),
  )
}

const NO_SPAN: SpanHandle = {
  traceId: undefined,
  spanId: undefined,
  setInput: () => undefined,
  setOutput: () => undefined,
  setAttributes: () => undefined,
}

function beginCall(
  name: string,
  options: ObserveOptions,
  args: readonly unknown[],
): (CallObserver & { readonly open: OpenSpan }) | undefined {
  const kind = options.kind ?? 'chain'
  const open = openSpan({
    name: spanNameOf(kind, name),
    kind: kind === 'retrieval' ? SpanKind.CLIENT : SpanKind.INTERNAL,
    attributes: startAttributesOf(kind, name),
    links: guard(() => linksOf(options.links), undefined),
  })
  if (open === undefined) return undefined
  guard(() => {
    if (options.attributes !== undefined) open.set(masked(options.attributes, open.settings))
    recordInput(open, kind, options, args)
  }, undefined)
  return { open, context: open.context, ...outcomeOf(open, kind, options) }
}

function linksOf(targets: readonly LinkTarget[] | undefined): Link[] | undefined {
  const links = targets?.flatMap((target) => {
    const context = spanContextOf(target)
    return context === undefined ? [] : [{ context }]
  })
  return links === undefined || links.length === 0 ? undefined : links
}

function recordInput(open: OpenSpan, kind: ObserveKind, options: ObserveOptions, args: readonly unknown[]): void {
  if (options.input === false || !open.isRecording || !open.settings.content) return
  const input = options.input?.(...args) ?? (args.length === 1 ? args[0] : args)
  open.set(attributesOfInput(kind, input, open.settings))
}

function outcomeOf(
  open: OpenSpan,
  kind: ObserveKind,
  options: ObserveOptions,
): Pick<CallObserver, 'returned' | 'threw'> {
  const fail = (error: unknown) => {
    guard(() => open.fail(error), undefined)
    open.end()
  }
  const succeed = (value: unknown) => {
    guard(() => recordOutput(open, kind, options, value), undefined)
    open.end()
  }
  return {
    returned: (result) =>
      observeResult(result, {
        value: (value) => {
          if (!watchStream(value, open, succeed, fail)) succeed(value)
        },
        error: fail,
        raw: () => open.end(),
      }),
    threw: fail,
  }
}

function recordOutput(open: OpenSpan, kind: ObserveKind, options: ObserveOptions, value: unknown): void {
  if (options.output === false || value === undefined || !open.isRecording || !open.settings.content) return
  open.set(attributesOfOutput(kind, options.output === undefined ? value : options.output(value), open.settings))
}

/** Items of a stream that are kept for its span; a longer one is told by its beginning and its count. */
const MAX_ITEMS = 1000

function watchStream(
  value: unknown,
  open: OpenSpan,
  succeed: (value: unknown) => void,
  fail: (error: unknown) => void,
): boolean {
  const items: unknown[] = []
  let count = 0
  return observeStream(value, {
    context: open.context,
    item: (item) => {
      count += 1
      if (items.length < MAX_ITEMS) items.push(item)
      return 'show'
    },
    end: (how, error) => {
      guard(() => open.set({ 'vitrine.stream.items': count, 'vitrine.stream.end': how }), undefined)
      if (how === 'error') fail(error)
      else succeed(items.every((item) => typeof item === 'string') ? items.join('') : items)
    },
  })
}

function handleOf(open: OpenSpan, kind: ObserveKind): SpanHandle {
  const { traceId, spanId } = open.span.spanContext()
  const put = (attributes: () => Attributes) =>
    guard(() => {
      if (open.isRecording && open.settings.content) open.set(attributes())
    }, undefined)
  return {
    traceId,
    spanId,
    setInput: (value) => put(() => attributesOfInput(kind, value, open.settings)),
    setOutput: (value) => put(() => attributesOfOutput(kind, value, open.settings)),
    setAttributes: (attributes) => guard(() => open.set(masked(attributes, open.settings)), undefined),
  }
}
