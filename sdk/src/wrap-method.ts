/**
 * The one guard between the guest and its host. Everything of ours that runs on the application's call path runs inside
 * `guard`; the application's own function runs outside it, exactly once, with its `this`, and what it returns or throws
 * is what the application gets.
 */
import type { Context } from '@opentelemetry/api'
import { withContext } from './active-context.ts'
import { drop } from './drops.ts'

/** What is known about one call while it runs. */
export interface CallObserver {
  /** Stands in for the arguments, when the observer asks the method for something more. */
  readonly args?: readonly unknown[] | undefined
  /** Active while the method runs, so that spans inside become children. */
  readonly context?: Context | undefined
  /** Told what the method returned; answers what the application gets. */
  returned(result: unknown): unknown
  /** Told what the method threw. */
  threw(error: unknown): void
}

/** Runs ours: a failure is counted, said once, and answered with the fallback. */
export function guard<R>(ours: () => R, fallback: R): R {
  try {
    return ours()
  } catch (error) {
    drop('instrumentation_error', error)
    return fallback
  }
}

/**
 * Calls the application's function under observation. `begin` may decline (undefined); whatever `begin`, the context or
 * the observer do, `call` runs exactly once and its outcome is the outcome.
 */
export function callObserved<R>(
  begin: () => CallObserver | undefined,
  args: readonly unknown[],
  call: (args: readonly unknown[]) => R,
): R {
  const observer = guard(begin, undefined)
  if (observer === undefined) return call(args)
  const outcome = runOnce(observer.context, () => call(observer.args ?? args))
  if (outcome.kind === 'threw') {
    guard(() => observer.threw(outcome.error), undefined)
    throw outcome.error
  }
  return guard(() => observer.returned(outcome.result), outcome.result) as R
}

/** Puts an observed method in a method's place on one object; everything else of the object stays as it is. */
export function wrapMethod(
  target: object,
  name: string,
  begin: (args: readonly unknown[], self: unknown) => CallObserver | undefined,
): void {
  const original: unknown = Reflect.get(target, name)
  if (typeof original !== 'function' || wrapped.has(original)) return
  // A proxy of the function keeps its name, length and properties; the object that owns it is not proxied, because
  // private fields would then be out of reach for its other methods.
  const observed = new Proxy(original, {
    apply: (method, self, args: unknown[]) =>
      callObserved(
        () => begin(args, self),
        args,
        (used) => Reflect.apply(method as (...all: unknown[]) => unknown, self, used as unknown[]),
      ),
  })
  wrapped.add(observed)
  // A method of the prototype is not listed among what the object has of its own; a field is.
  const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? false
  Object.defineProperty(target, name, { value: observed, configurable: true, writable: true, enumerable })
}

const wrapped = new WeakSet<object>()

type Outcome<R> =
  | { readonly kind: 'returned'; readonly result: R }
  | { readonly kind: 'threw'; readonly error: unknown }

function settle<R>(call: () => R): Outcome<R> {
  try {
    return { kind: 'returned', result: call() }
  } catch (error) {
    return { kind: 'threw', error }
  }
}

/** Calls the application's function in a context; its outcome is the outcome. */
export function callInContext<R>(context: Context | undefined, call: () => R): R {
  const outcome = runOnce(context, call)
  if (outcome.kind === 'threw') throw outcome.error
  return outcome.result
}

/** A context manager that throws, before or after the call, neither loses nor repeats it. */
function runOnce<R>(context: Context | undefined, call: () => R): Outcome<R> {
  if (context === undefined) return settle(call)
  let outcome: Outcome<R> | undefined
  guard(() => {
    withContext(context, () => {
      outcome ??= settle(call)
    })
  }, undefined)
  return outcome ?? settle(call)
}
