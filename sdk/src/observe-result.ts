/**
 * Learns how a call ended without changing what the application holds. A promise is followed so that its rejection
 * stays the application's to handle (or not); the lazy promises of OpenAI-like clients are observed where they parse,
 * so that `.asResponse()`, `.withResponse()` and unread results behave as before.
 */
import { guard } from './wrap-method.ts'

export interface ResultObserver {
  /** The value that the application gets; may observe it in place (streams). */
  value(value: unknown): void
  error(error: unknown): void
  /** The application took the raw response and nothing was parsed. */
  raw(): void
}

type Method = (...args: unknown[]) => unknown

/** Answers what the application gets instead of `result`: the same object, or a promise of the same outcome. */
export function observeResult(result: unknown, observer: ResultObserver): unknown {
  const once = new OnlyOnce(observer)
  if (isParsingPromise(result)) return observeParsing(result, once)
  if (result instanceof Promise && result.constructor === Promise)
    return likeThe(
      result,
      follow(() => result, once),
    )
  if (isThenable(result)) return observeThenable(result, once)
  once.value(result)
  return result
}

/** `APIPromise` of openai 4 to 7 and its relatives: a response that is parsed when somebody asks for it. */
interface ParsingPromise {
  responsePromise: Promise<unknown>
  parseResponse: Method
  asResponse: Method
}

function isParsingPromise(value: unknown): value is ParsingPromise {
  if (typeof value !== 'object' || value === null) return false
  const like = value as Partial<Record<keyof ParsingPromise, unknown>>
  return (
    like.responsePromise instanceof Promise &&
    typeof like.parseResponse === 'function' &&
    typeof like.asResponse === 'function'
  )
}

function observeParsing(promise: ParsingPromise, observer: ResultObserver): unknown {
  const { responsePromise, parseResponse, asResponse } = promise
  let isParsed = false
  replace(promise, 'responsePromise', rethrowing(responsePromise, observer))
  replace(promise, 'parseResponse', function (this: unknown, ...args: unknown[]) {
    isParsed = true
    return follow(() => Reflect.apply(parseResponse, this, args), observer)
  })
  replace(promise, 'asResponse', function (this: unknown, ...args: unknown[]) {
    const response = Reflect.apply(asResponse, this, args)
    if (!(response instanceof Promise)) return response
    // `withResponse` asks for both; its parsing starts first, and then this is not the end.
    return response.then((value: unknown) => {
      if (!isParsed) observer.raw()
      return value
    })
  })
  if (Object.hasOwn(promise, '_thenUnwrap')) observeUnwrap(promise, observer)
  return promise
}

/**
 * From openai 7 on, a helper's promise is made past the first one's parsing. What it unwraps is the answer, and what
 * fails before that fails the helper's promise.
 */
function observeUnwrap(promise: ParsingPromise, observer: ResultObserver): void {
  const original = (promise as unknown as { _thenUnwrap: Method })._thenUnwrap
  replace(promise, '_thenUnwrap', function (this: unknown, transform: Method) {
    const derived = Reflect.apply(original, this, [
      (data: unknown, ...more: unknown[]) => {
        observer.value(data)
        return transform(data, ...more)
      },
    ])
    return isParsingPromise(derived) ? observeParsing(derived, observer) : derived
  })
}

async function follow(ask: () => unknown, observer: ResultObserver): Promise<unknown> {
  try {
    const result = await ask()
    observer.value(result)
    return result
  } catch (error) {
    observer.error(error)
    throw error
  }
}

/** A promise may carry something of its own, as the process of a promisified `exec`. */
function likeThe(promise: object, followed: object): object {
  for (const name of Object.keys(promise)) replace(followed, name, Reflect.get(promise, name))
  return followed
}

/** In the place of the first promise, so that a rejection that nobody handles is still reported as one. */
function rethrowing(promise: Promise<unknown>, observer: ResultObserver): Promise<unknown> {
  return promise.catch((error: unknown) => {
    observer.error(error)
    throw error
  })
}

/** Other thenables may do nothing until `then` is called, so that is the place to look. */
function observeThenable(thenable: { then: Method }, observer: ResultObserver): unknown {
  const original = thenable.then
  replace(thenable, 'then', function (this: unknown, onFulfilled: unknown, onRejected: unknown) {
    return Reflect.apply(original, this, [
      (value: unknown) => {
        observer.value(value)
        return typeof onFulfilled === 'function' ? onFulfilled(value) : value
      },
      (error: unknown) => {
        observer.error(error)
        if (typeof onRejected === 'function') return onRejected(error)
        throw error
      },
    ])
  })
  return thenable
}

function isThenable(value: unknown): value is { then: Method } {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

/** What the object has of its own keeps its kind, and setting it costs a tenth of defining it. */
function replace(target: object, name: string, value: unknown): void {
  if (Object.hasOwn(target, name) && Reflect.set(target, name, value)) return
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false })
}

/** The first news counts, and news never throws. */
class OnlyOnce implements ResultObserver {
  readonly #observer: ResultObserver
  #isTold = false

  constructor(observer: ResultObserver) {
    this.#observer = observer
  }

  value(value: unknown): void {
    if (this.#isFirst()) guard(() => this.#observer.value(value), undefined)
  }

  error(error: unknown): void {
    if (this.#isFirst()) guard(() => this.#observer.error(error), undefined)
  }

  raw(): void {
    if (this.#isFirst()) guard(() => this.#observer.raw(), undefined)
  }

  #isFirst(): boolean {
    const isFirst = !this.#isTold
    this.#isTold = true
    return isFirst
  }
}
