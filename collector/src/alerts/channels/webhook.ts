/** A signed webhook, and the Slack-compatible one. */
import { createHmac } from 'node:crypto'
import { type Message, plainText } from '../message.ts'
import type { Post } from './post.ts'

/** The time is signed too, so that a message that somebody kept is worth nothing later. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}

export function webhookPost(
  message: Message,
  { url, secret, nowMs }: { readonly url: string; readonly secret: string; readonly nowMs: number },
): Post {
  const timestamp = String(Math.floor(nowMs / 1000))
  const facts = { version: 1, delivery: message.deliveryId, title: message.title, text: plainText(message) }
  const body = JSON.stringify({ ...facts, ...message.facts })
  return {
    url,
    body,
    headers: {
      'user-agent': 'Vitrine-Alerts/1',
      'x-vitrine-delivery': message.deliveryId,
      'x-vitrine-timestamp': timestamp,
      'x-vitrine-signature': signatureOf(secret, timestamp, body),
    },
  }
}

const MARKS = { firing: ':red_circle:', ok: ':large_green_circle:', no_data: ':white_circle:' } as const
/** What the clock saw is marked by how the alert stands, what a person did is not. */
const MARKED: ReadonlySet<Message['kind']> = new Set(['fired', 'resolved', 'no_data', 'data_back', 'unmuted'])

/** The shape of Slack's incoming webhooks, which Mattermost, Rocket.Chat and Discord's /slack take as well. */
export function slackPost(message: Message, url: string): Post {
  const mark = MARKED.has(message.kind) ? MARKS[message.state] : ':information_source:'
  const links = `<${message.link}|${message.texts.traces}> · <${message.alertLink}|${message.texts.alert}>`
  const note = message.note === '' ? [] : [escaped(message.note)]
  const text = [`${mark} *${escaped(message.title)}*`, ...message.lines.map(escaped), ...note, links].join('\n')
  return { url, body: JSON.stringify({ text }), headers: { 'user-agent': 'Vitrine-Alerts/1' } }
}

/** Slack's three: nothing that a span or a person wrote becomes a link or a mention. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
