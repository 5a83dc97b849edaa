/**
 * Watches a stream go by. Nothing is read ahead, kept back or copied: each step of the application's own iteration is
 * looked at on its way, so the pace, the order, an early break and an abort stay the application's.
 */
import type { Context } from '@opentelemetry/api'
import { callInContext, guard } from './wrap-method.ts'

export type StreamEnd = 'done' | 'closed_early' | 'aborted' | 'error'

export interface StreamObserver {
  /** Active during each step: spans that a generator starts inside become children. */
  readonly context?: Context
  /** Answers `hide` for an item that the application did not ask for. */
  item(item: unknown): 'show' | 'hide'
  end(how: StreamEnd, error?: unknown): void
}

type Method = (...args: unknown[]) => unknown
interface AnyIterator {
  next: Method
  return?: Method
  throw?: Method
}

/** Whether the value is a stream that can be watched. */
export function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { iterator, getReader, cancel, [Symbol.asyncIterator]: iterate } = value as Record<PropertyKey, unknown>
  return (
    typeof iterator === 'function' ||
    typeof iterate === 'function' ||
    isGenerator(value) ||
    (typeof getReader === 'function' && typeof cancel === 'function')
  )
}

/** False when the value is no stream that can be watched. */
export function observeStream(value: unknown, observer: StreamObserver): boolean {
  if (!isStream(value)) return false
  const stream = value as Record<PropertyKey, unknown>
  const once = endsOnce(observer)
  if (isEmitter(stream) && typeof stream[Symbol.asyncIterator] === 'function') {
    const steps: Steps = { pending: 0 }
    for (const name of ['iterator', Symbol.asyncIterator])
      if (typeof stream[name] === 'function') replaceSource({ stream, name, observer: once, steps })
    watchEvents(stream, once, steps)
    return true
  }
  // `Stream` of OpenAI-like clients: iteration, tee() and toReadableStream() all begin at this one function.
  if (typeof stream.iterator === 'function') {
    const steps: Steps = { pending: 0, signal: abortSignal(stream.controller) }
    replaceSource({ stream, name: 'iterator', observer: once, steps })
    // An abort is told by the step that it interrupts; with none under way, nobody will ask again.
    steps.signal?.addEventListener('abort', () => steps.pending === 0 && once.end('aborted'), { once: true })
    return true
  }
  if (typeof stream.getReader === 'function' && typeof stream.cancel === 'function') {
    watchReadable(stream, once)
    return true
  }
  if (isIterator(stream) && typeof stream[Symbol.asyncIterator] === 'function') {
    watchHandedOn(stream, once)
    return true
  }
  if (isGenerator(stream)) {
    watch(stream, once, { pending: 0, isSync: true })
    return true
  }
  replaceSource({ stream, name: Symbol.asyncIterator, observer: once, steps: { pending: 0 } })
  return true
}

interface Steps {
  /** Steps asked for and not yet answered. */
  pending: number
  readonly signal?: AbortSignal | undefined
  /** Its steps are no promises. */
  readonly isSync?: boolean
  /** Somebody iterates: the iterator tells the end. */
  isIterated?: boolean
  /** Another iterator gives the same items, and is watched in this one's place. */
  isHandedOn?: boolean
}

interface Source {
  readonly stream: Record<PropertyKey, unknown>
  readonly name: PropertyKey
  readonly observer: StreamObserver
  readonly steps: Steps
}

function replaceSource({ stream, name, observer, steps }: Source): void {
  const original = stream[name] as Method
  set(stream, name, function (this: unknown, ...args: unknown[]) {
    const iterator = Reflect.apply(original, this, args)
    guard(() => {
      steps.isIterated = true
      if (isIterator(iterator)) watch(iterator, observer, steps)
    }, undefined)
    return iterator
  })
}

/** Most iterators iterate themselves; one that hands on to another is asked by either. */
function watchHandedOn(iterator: Record<PropertyKey, unknown> & AnyIterator, observer: StreamObserver): void {
  const steps: Steps = { pending: 0 }
  watch(iterator, observer, steps)
  const original = iterator[Symbol.asyncIterator] as Method
  set(iterator, Symbol.asyncIterator, function (this: unknown, ...args: unknown[]) {
    const other = Reflect.apply(original, this, args)
    guard(() => {
      if (other === iterator || steps.isHandedOn === true || !isIterator(other)) return
      steps.isHandedOn = true
      watch(other, observer, { pending: 0 })
    }, undefined)
    return other
  })
}

function watch(iterator: AnyIterator, observer: StreamObserver, steps: Steps): void {
  const { next } = iterator
  const step = (self: unknown, args: unknown[]): unknown => {
    if (steps.isHandedOn === true) return Reflect.apply(next, self, args)
    const ask = () => callInContext(observer.context, () => Reflect.apply(next, self, args))
    if (steps.isSync === true) return taken(attempt(ask), self)
    const result = ask()
    if (!(result instanceof Promise)) return result
    steps.pending += 1
    return result.then(
      (item: IteratorResult<unknown>) => {
        steps.pending -= 1
        return taken(item, self)
      },
      (error: unknown) => {
        steps.pending -= 1
        return failed(error)
      },
    )
  }
  const taken = (item: IteratorResult<unknown>, self: unknown): unknown => {
    if (item.done !== true) return guard(() => observer.item(item.value), 'show') === 'hide' ? step(self, []) : item
    observer.end(steps.signal?.aborted === true ? 'aborted' : 'done')
    return item
  }
  const failed = (error: unknown): never => {
    observer.end('error', error)
    throw error
  }
  const attempt = (ask: () => unknown): IteratorResult<unknown> => {
    try {
      return ask() as IteratorResult<unknown>
    } catch (error) {
      return failed(error)
    }
  }
  set(iterator, 'next', function (this: unknown, ...args: unknown[]) {
    return step(this, args)
  })
  for (const name of ['return', 'throw'] as const) {
    const original = iterator[name]
    if (original === undefined) continue
    set(iterator, name, function (this: unknown, ...args: unknown[]) {
      observer.end('closed_early')
      return Reflect.apply(original, this, args)
    })
  }
}

interface Emitter extends Record<PropertyKey, unknown> {
  once(event: string, listener: () => void): unknown
}

/**
 * A stream of Node's is piped or listened to as often as iterated, and so are the helpers of client libraries. Its end
 * is an event then; an `error` is not listened for, because an error that nobody listens for is thrown.
 */
function watchEvents(stream: Emitter, observer: StreamObserver, steps: Steps): void {
  const end = (how: StreamEnd) => () => {
    if (steps.isIterated === true) return
    const { errored } = stream
    if (stream.aborted === true) observer.end('aborted')
    else if (errored) observer.end('error', errored === true ? new Error('the stream failed') : errored)
    else observer.end(how)
  }
  stream.once('end', end('done'))
  stream.once('close', end('closed_early'))
}

/**
 * A web stream is read by an iterator or by a reader, and both are looked at. Piped or split it is read inside the
 * platform, where nobody can look: then its span ends where it was handed over.
 */
function watchReadable(stream: Record<PropertyKey, unknown>, observer: StreamObserver): void {
  const steps: Steps = { pending: 0 }
  if (typeof stream[Symbol.asyncIterator] === 'function')
    replaceSource({ stream, name: Symbol.asyncIterator, observer, steps })
  const { getReader } = stream as { getReader: Method }
  set(stream, 'getReader', function (this: unknown, ...args: unknown[]) {
    const reader = Reflect.apply(getReader, this, args)
    guard(() => watchReader(reader as Record<PropertyKey, unknown>, observer, steps), undefined)
    return reader
  })
  for (const name of ['cancel', 'tee', 'pipeTo', 'pipeThrough'] as const) {
    const original = stream[name]
    if (typeof original !== 'function') continue
    set(stream, name, function (this: unknown, ...args: unknown[]) {
      observer.end('closed_early')
      return Reflect.apply(original as Method, this, args)
    })
  }
}

/** `read` steps as an iterator's `next` does, and `cancel` closes as its `return`. */
function watchReader(reader: Record<PropertyKey, unknown>, observer: StreamObserver, steps: Steps): void {
  const { read, cancel } = reader as { read: Method; cancel: Method }
  const iterator: AnyIterator = { next: (...args) => Reflect.apply(read, reader, args) }
  watch(iterator, observer, steps)
  set(reader, 'read', (...args: unknown[]) => iterator.next(...args))
  set(reader, 'cancel', (...args: unknown[]) => {
    observer.end('closed_early')
    return Reflect.apply(cancel, reader, args)
  })
}

function abortSignal(controller: unknown): AbortSignal | undefined {
  return controller instanceof AbortController ? controller.signal : undefined
}

function isEmitter(stream: Record<PropertyKey, unknown>): stream is Emitter {
  return typeof stream.once === 'function' && typeof stream.off === 'function'
}

function isGenerator(value: object): value is AnyIterator {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Generator' && isIterator(value)
}

function isIterator(value: unknown): value is AnyIterator {
  return typeof value === 'object' && value !== null && typeof (value as { next?: unknown }).next === 'function'
}

function set(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false })
}

function endsOnce(observer: StreamObserver): StreamObserver {
  let ended = false
  return {
    ...(observer.context === undefined ? {} : { context: observer.context }),
    item: (item) => (ended ? 'show' : observer.item(item)),
    end: (how, error) => {
      if (ended) return
      ended = true
      guard(() => observer.end(how, error), undefined)
    },
  }
}
