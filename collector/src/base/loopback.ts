/** Is the other end this very machine? By its address, and by the name that it called us. */
import type { IncomingMessage } from 'node:http'

/** Headers of proxies besides x-forwarded-*. */
const FORWARDING: ReadonlySet<string> = new Set([
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-original-host',
  'true-client-ip',
  'cf-connecting-ip',
])

/**
 * The person or a program at this machine, and nobody in between: the socket comes from the loopback, the Host is a
 * loopback name (a page that rebinds its own domain to 127.0.0.1 still sends its own), and no proxy left its mark.
 */
export function isAtThisMachine(request: IncomingMessage): boolean {
  return (
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    isLoopbackHost(request.headers.host ?? '') &&
    !namesAnotherHost(request.url ?? '') &&
    !isForwarded(Object.keys(request.headers))
  )
}

/** By names of headers in lower case: behind a proxy the socket says nothing about who asks. */
export function isForwarded(names: readonly string[]): boolean {
  return names.some((name) => FORWARDING.has(name) || name.startsWith('x-forwarded-'))
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address)
}

/** Of a Host header, an authority or an address to listen on: `localhost`, `127.x.x.x` or `[::1]`, port or not. */
export function isLoopbackHost(authority: string): boolean {
  const text = authority.toLowerCase()
  const name = text.startsWith('[') || text.split(':').length === 2 ? text.replace(/:\d+$/, '') : text
  return name === 'localhost' || name === '[::1]' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

/** A request target may carry a host of its own (`GET http://other/ HTTP/1.1`), which overrules the header. */
function namesAnotherHost(target: string): boolean {
  if (target.startsWith('/')) return false
  return !URL.canParse(target) || !isLoopbackHost(new URL(target).host)
}
