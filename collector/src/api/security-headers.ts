/**
 * What a browser may do with our pages: scripts and styles from here alone, nothing inline but what the built page
 * itself carries (by hash) and what its libraries add at run time with our nonce, no frames, no foreign hosts.
 */
import type { RequestHandler, Response } from 'express'

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
  response.removeHeader('x-powered-by')
  next()
}

export interface PagePolicy {
  /** Hashes of the page's own inline scripts, e.g. 'sha256-…'. */
  readonly scriptHashes: readonly string[]
  readonly styleHashes: readonly string[]
  /** For style elements that libraries add while the page runs. */
  readonly nonce?: string | undefined
}

/** For a page of ours; everything else keeps the policy that allows nothing. */
export function setPagePolicy(response: Response, policy: PagePolicy): void {
  const quoted = (values: readonly string[]) => values.map((value) => ` '${value}'`).join('')
  const nonce = policy.nonce === undefined ? [] : [`nonce-${policy.nonce}`]
  response.setHeader(
    'content-security-policy',
    [
      "default-src 'none'",
      `script-src 'self'${quoted(policy.scriptHashes)}`,
      `style-src 'self'${quoted([...policy.styleHashes, ...nonce])}`,
      "img-src 'self' data: blob:",
      "media-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "worker-src 'self'",
      "manifest-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  )
}
