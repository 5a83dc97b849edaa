/**
 * One POST to an address that somebody else wrote down: resolved once, and connected to what was looked at, so that a
 * name cannot mean another machine a moment later. No redirects, and no more of the answer than its status.
 */
import { promises as dns, type LookupAddress } from 'node:dns'
import { request as requestOver } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { isIP } from 'node:net'
import type { PrivateHosts } from './private-hosts.ts'
import type { Sent } from './sent.ts'

const PATIENCE_MS = 10_000

export interface Post {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export async function post({ url, body, headers }: Post, hosts: PrivateHosts): Promise<Sent> {
  const target = new URL(url)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const addresses = await resolve(host)
  if (addresses.length === 0) return { kind: 'retry', why: `the name ${host} leads to no address` }
  const isAllowed = hosts.allowsName(host) || addresses.every(({ address }) => hosts.allowsAddress(address))
  if (!isAllowed) {
    return { kind: 'failed', why: `${host} is a private address; VITRINE_ALERT_PRIVATE_HOSTS may allow it` }
  }
  return await new Promise((done) => {
    const open = target.protocol === 'https:' ? requestOverTls : requestOver
    const bytes = Buffer.from(body)
    const request = open(
      target,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.byteLength },
        agent: false,
        timeout: PATIENCE_MS,
        lookup: (_name, options, answer) => {
          const [first] = addresses
          if (options.all === true) answer(null, [...addresses])
          else answer(null, first?.address ?? '', first?.family)
        },
      },
      (response) => {
        response.resume()
        done(meaningOf(response.statusCode ?? 0))
        request.destroy()
      },
    )
    const deadline = setTimeout(() => request.destroy(new Error(`no answer for ${PATIENCE_MS / 1000} s`)), PATIENCE_MS)
    request.on('timeout', () => request.destroy(new Error(`no answer for ${PATIENCE_MS / 1000} s`)))
    request.on('error', (error) => done({ kind: 'retry', why: error.message }))
    request.on('close', () => clearTimeout(deadline))
    request.end(bytes)
  })
}

async function resolve(host: string): Promise<readonly LookupAddress[]> {
  const version = isIP(host)
  if (version !== 0) return [{ address: host, family: version }]
  return await dns.lookup(host, { all: true }).catch(() => [])
}

/** A receiver that says no will say so again; one that is busy or broken may be well later. */
function meaningOf(status: number): Sent {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const why = `the receiver answered ${status}`
  const isPassing = status === 408 || status === 409 || status === 425 || status === 429 || status >= 500
  return isPassing ? { kind: 'retry', why } : { kind: 'failed', why }
}
