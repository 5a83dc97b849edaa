/**
 * Which project a request writes to. A key comes in the forms that OTLP exporters and the vendors' clients use; no
 * key at all is enough on the loopback, when the door found nothing foreign about the request.
 */
import type { KeyDirectory } from '../base/principal.ts'

export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: string; readonly publicKey: string | undefined }
  | { readonly kind: 'malformed'; readonly why: string }

export interface Admitted {
  readonly kind: 'admitted'
  readonly projectId: string
  readonly keyId: string
}

export interface NotAdmitted {
  readonly kind: 'refused'
  readonly status: 401 | 403 | 503
  readonly message: string
  readonly projectId: string | null
  /** Of a key that nobody knows. */
  readonly keyPrefix: string | undefined
}

/** The key id of spans that came without one. */
const KEYLESS = 'keyless'
const HOW = 'send Authorization: Bearer <key>, Basic <public key>:<key>, or x-api-key: <key>'

/** `header` answers with the first value of a header or metadata name in lower case. */
export function credentialsOf(header: (name: string) => string | undefined): Credentials {
  const authorization = header('authorization')?.trim()
  if (authorization) return fromAuthorization(authorization)
  const apiKey = (header('x-api-key') ?? header('api_key'))?.trim()
  return apiKey ? { kind: 'key', key: apiKey, publicKey: undefined } : { kind: 'none' }
}

export function admitSender(
  credentials: Credentials,
  keys: KeyDirectory,
  mayBeKeyless: boolean,
): Admitted | NotAdmitted {
  if (credentials.kind === 'malformed') return refused(401, `cannot read the key: ${credentials.why}; ${HOW}`)
  if (credentials.kind === 'none') {
    const projectId = mayBeKeyless ? keys.keylessProject() : undefined
    if (projectId !== undefined) return { kind: 'admitted', projectId, keyId: KEYLESS }
    return refused(401, `a key is needed: ${HOW}`)
  }
  return admitKey(credentials.key, credentials.publicKey, keys)
}

/** The same, with a second look for a key that is not known: another process may have made it just now. */
export async function admitSenderSurely(
  credentials: Credentials,
  keys: KeyDirectory,
  mayBeKeyless: boolean,
): Promise<Admitted | NotAdmitted> {
  const sender = admitSender(credentials, keys, mayBeKeyless)
  if (!isUnknownKey(sender) || keys.recheck === undefined) return sender
  const isSure = await keys.recheck()
  const again = admitSender(credentials, keys, mayBeKeyless)
  if (isSure || !isUnknownKey(again)) return again
  return { ...again, status: 503, message: 'the key cannot be checked at the moment; nothing was kept, send it again' }
}

function isUnknownKey(sender: Admitted | NotAdmitted): sender is NotAdmitted {
  return sender.kind === 'refused' && sender.keyPrefix !== undefined
}

function admitKey(key: string, publicKey: string | undefined, keys: KeyDirectory): Admitted | NotAdmitted {
  const identity = keys.find(key)
  if (identity === undefined) {
    if (keys.isAdmin(key)) return refused(403, 'the admin key belongs to no project: send spans with a project key')
    return { ...refused(401, 'this key is not known: it is wrong, or it was removed'), keyPrefix: prefixOf(key) }
  }
  if (identity.kind === 'public') {
    const message = 'a public key may not send spans: use the secret key of the pair'
    return { ...refused(403, message), projectId: identity.projectId }
  }
  if (publicKey !== undefined && !isPair(publicKey, identity.projectId, keys)) {
    const message = 'the public key does not belong to this secret key: take both from one pair'
    return { ...refused(401, message), projectId: identity.projectId }
  }
  return { kind: 'admitted', projectId: identity.projectId, keyId: identity.keyId }
}

function isPair(publicKey: string, projectId: string, keys: KeyDirectory): boolean {
  const identity = keys.find(publicKey)
  return identity?.kind === 'public' && identity.projectId === projectId
}

function fromAuthorization(value: string): Credentials {
  const space = value.indexOf(' ')
  // Some exporters send the bare token.
  if (space < 0) return { kind: 'key', key: value, publicKey: undefined }
  const scheme = value.slice(0, space).toLowerCase()
  const rest = value.slice(space + 1).trim()
  if (scheme === 'bearer') return { kind: 'key', key: rest, publicKey: undefined }
  if (scheme !== 'basic') return { kind: 'malformed', why: `the scheme ${printable(scheme)} is not known` }
  const pair = Buffer.from(rest, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 0) return { kind: 'malformed', why: 'Basic needs <public key>:<key> in base64' }
  return { kind: 'key', key: pair.slice(colon + 1), publicKey: pair.slice(0, colon) }
}

/** Enough of an unknown key to recognise it by: of ours the public start, of others four characters. */
function prefixOf(key: string): string {
  return printable(/^vt_[ps]k_/.test(key) ? key.slice(0, 12) : key.slice(0, 4))
}

function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '?').slice(0, 20)
}

function refused(status: 401 | 403, message: string): NotAdmitted {
  return { kind: 'refused', status, message, projectId: null, keyPrefix: undefined }
}
