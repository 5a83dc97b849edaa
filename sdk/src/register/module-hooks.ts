/** Node's module hooks: the entry of a client library tells us when it is there. They may run in a thread of their own. */
import { CLIENT_PACKAGES } from './client-packages.ts'

/** Under `Symbol.for` of this name stands the function that is told. */
export const LOADED = 'vitrine.module.loaded'

interface Resolved {
  readonly url: string
}
interface Loaded {
  readonly format?: string | null
  readonly source?: unknown
}
type Next<R> = (specifier: string, context: unknown) => R

/** Where the other thread is told which entries are which packages. */
interface Port {
  postMessage(entry: Entry): void
}
export type Entry = readonly [url: string, name: string]

const names = new Set<string>(CLIENT_PACKAGES.map(({ name }) => name))
/** Entry → package. */
const entries = new Map<string, string>()
let port: Port | undefined

/** Node calls it where the hooks run in a thread of their own. */
export function initialize(data: { readonly port?: Port }): void {
  port = data.port
}

/** Which package's entry stands at this address, where the hooks run in the thread of the application. */
export function packageAt(url: string): string | undefined {
  return entries.get(url)
}

export function resolve<R extends Resolved | Promise<Resolved>>(specifier: string, context: unknown, next: Next<R>): R {
  const resolved = next(specifier, context)
  if (names.has(specifier)) {
    const noted = (found: Resolved): Resolved => {
      entries.set(found.url, specifier)
      port?.postMessage([found.url, specifier])
      return found
    }
    return (resolved instanceof Promise ? resolved.then(noted) : noted(resolved as Resolved)) as R
  }
  return resolved
}

export function load<R extends Loaded | Promise<Loaded>>(url: string, context: unknown, next: Next<R>): R {
  const loaded = next(url, context)
  const name = entries.get(url)
  if (name === undefined) return loaded
  if (loaded instanceof Promise) return loaded.then((found: Loaded) => telling(found, name, url)) as R
  return telling(loaded as Loaded, name, url) as R
}

/** A module may import itself; at its end its namespace is complete. */
function telling(loaded: Loaded, name: string, url: string): Loaded {
  if (loaded.format !== 'module' || loaded.source === undefined || loaded.source === null) return loaded
  const source =
    typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source as Uint8Array)
  const line = `\n;import * as __vitrineSelf from ${JSON.stringify(url)};globalThis[Symbol.for(${JSON.stringify(LOADED)})]?.(${JSON.stringify(name)}, __vitrineSelf);\n`
  return { ...loaded, source: source + line }
}
