/** E-mail by the operator's server. */
import { createTransport } from 'nodemailer'
import { messageOf as textOfError } from '../../base/errors.ts'
import { type Message, plainText } from '../message.ts'
import type { Sent } from './sent.ts'

export interface Mailer {
  send(message: Message, to: readonly string[]): Promise<Sent>
}

const PATIENCE_MS = 10_000

/** `url`: smtp://user:password@host:587, or smtps:// for TLS from the first byte. */
export function createMailer({ url, from }: { readonly url: string; readonly from: string }): Mailer {
  const { hostname } = new URL(url)
  const transport = createTransport({
    url,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // A message is made of text that came with spans: it names no file and no URL to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(message, to) {
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: `[Vitrine] ${message.title}`,
          text: plainText(message),
          // The same in each attempt, so that a mailbox can tell a repeat.
          messageId: `<${message.deliveryId}@${hostname}>`,
          headers: { 'X-Vitrine-Delivery': message.deliveryId, 'Auto-Submitted': 'auto-generated' },
        })
        return { kind: 'sent' }
      } catch (error) {
        const code = codeOf(error)
        const why = textOfError(error)
        return code !== undefined && code >= 500 ? { kind: 'failed', why } : { kind: 'retry', why }
      }
    },
  }
}

/** A server that answers 5xx means it; so does it with wrong credentials, which a person can mend: those are tried again. */
function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('responseCode' in error)) return undefined
  if ('code' in error && error.code === 'EAUTH') return undefined
  return typeof error.responseCode === 'number' ? error.responseCode : undefined
}
