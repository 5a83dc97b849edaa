/**
 * Is this the person at this very machine? Both ends must say so: the socket comes from the loopback, and the Host is
 * a loopback name (a page that rebinds its own domain to 127.0.0.1 still sends its own Host). A forwarding header
 * means that a proxy stands between, so the socket says nothing about who asks.
 */
import type { IncomingMessage } from 'node:http'

const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const

export function isAtThisMachine(request: IncomingMessage): boolean {
  return (
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    isLoopbackName(hostNameOf(request.headers.host ?? '')) &&
    FORWARDING.every((name) => request.headers[name] === undefined)
  )
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address)
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name)
}

function hostNameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}
