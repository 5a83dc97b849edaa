/**
 * How often a client tried again. The clients of OpenAI, Anthropic and their relatives hand one object of options from
 * try to try; the first is handed over while the application's call is still on the stack, and that tells whose it is.
 */
import { guard, wrapMethod } from './wrap-method.ts'

export interface Retries {
  count: number
}

let opening: Retries | undefined
const counters = new WeakMap<object, Retries>()

/** From here to the end of this turn's call, requests belong to it. Gives back what ends that. */
export function expectRequests(retries: Retries): () => void {
  const outer = opening
  opening = retries
  return () => {
    opening = outer
  }
}

/** On a client or the prototype of a class; what has no such methods stays as it is. */
export function watchRetries(client: object): void {
  if (!('request' in client) || !('retryRequest' in client)) return
  wrapMethod(client, 'request', ([options]) => {
    const retries = opening
    if (retries !== undefined) note(options, retries)
    return undefined
  })
  wrapMethod(client, 'retryRequest', ([options]) => {
    const retries = isObject(options) ? counters.get(options) : undefined
    if (retries !== undefined) retries.count += 1
    return undefined
  })
}

function note(options: unknown, retries: Retries): void {
  if (options instanceof Promise)
    void options.then(
      (ready) => guard(() => note(ready, retries), undefined),
      () => undefined,
    )
  else if (isObject(options)) counters.set(options, retries)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
