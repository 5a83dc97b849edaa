/**
 * `wrap(client)`: the model calls of a client become spans. The client itself is observed, method by method, and
 * returned: a proxy of it would cut its private fields off, and its own helpers (`parse`, `stream`, `runTools`) call
 * the observed methods on the client that they hold.
 */
import { BINDINGS, type Binding } from './bindings.ts'
import { fieldsOf } from './fields.ts'
import { isMcpClient, wrapMcpClient } from './integrations/mcp.ts'
import { beginModelCall } from './model-call.ts'
import { watchRetries } from './retries.ts'
import { type CallObserver, guard, wrapMethod } from './wrap-method.ts'

export interface WrapOptions {
  /** `gen_ai.provider.name`; default: told by the client and its address. */
  readonly provider?: string | undefined
  /** Asks this client's streams for their token counts; default as in `init`. */
  readonly streamUsage?: boolean | 'auto' | undefined
}

/** Returns the same client, with the same type; a client is wrapped once however often it is handed over. */
export function wrap<Client extends object>(client: Client, options: WrapOptions = {}): Client {
  for (const binding of BINDINGS) {
    guard(() => {
      if (!binding.fits(client)) return
      const owner = ownerOf(client, binding.path)
      if (owner !== undefined) bind({ owner, binding, options, clientOf: () => client })
    }, undefined)
  }
  guard(() => {
    if (isMcpClient(client)) wrapMcpClient(client)
    else wrapCopies(client, options)
    watchRetries(client)
  }, undefined)
  return client
}

export interface Bound {
  readonly owner: object
  readonly binding: Binding
  readonly options: WrapOptions
  /** The client that a call belongs to, from the `this` of the call. */
  readonly clientOf: (self: unknown) => object
}

/** Observes one method on the object that has it: a client's own part, or the prototype of all such parts. */
export function bind({ owner, binding, options, clientOf }: Bound): void {
  if (binding.unless !== undefined && typeof fieldsOf(owner)[binding.unless] === 'function') return
  wrapMethod(owner, binding.method, (args, self): CallObserver | undefined => {
    const call = binding.call(args)
    if (call === undefined) return undefined
    return beginModelCall({
      operation: call.operation,
      body: call.body,
      provider: binding.provider(clientOf(self), options.provider),
      args,
      streamUsage: options.streamUsage,
    })
  })
}

/** A part that is made when it is first asked for is made here; a getter that has more to say than that is not on a path. */
function ownerOf(client: object, path: readonly string[]): object | undefined {
  const owner = path.reduce<unknown>((at, name) => fieldsOf(at)[name], client)
  return typeof owner === 'object' && owner !== null ? owner : undefined
}

/** `client.withOptions({…})` makes a new client; it is observed like the one that it came from. */
function wrapCopies(client: object, options: WrapOptions): void {
  wrapMethod(client, 'withOptions', () => ({
    returned: (copy) => (typeof copy === 'object' && copy !== null ? wrap(copy, options) : copy),
    threw: () => undefined,
  }))
}
