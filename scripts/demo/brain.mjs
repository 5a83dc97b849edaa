// What the stand-in's models say in the demo. The answers follow from the request alone: from the documents that the
// assistant retrieved and the results of its tools, so that a trace reads like a real one.
import { PHRASES } from './knowledge.mjs'

const ORDER = /[A-Z]{2}-\d{4}/

export function reply({ path, body }) {
  if (path === '/responses') return { content: summaryOf(String(body.input)) }
  const messages = body.messages ?? []
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  if (body.response_format?.type === 'json_object') return { content: JSON.stringify(routeOf(question)) }
  const language = /Answer in (\w\w)/.exec(messages[0]?.content ?? '')?.[1] ?? 'en'
  const phrases = PHRASES[language]
  const last = messages.at(-1)
  if (last?.role === 'tool') return { content: afterTool(phrases, JSON.parse(last.content)) }
  const order = ORDER.exec(question)?.[0]
  if (order !== undefined && body.tools !== undefined)
    return { toolCalls: [{ name: 'order_status', arguments: { order_id: order } }] }
  const documents = [...question.matchAll(/<document id="[^"]+">([^<]*)<\/document>/g)].map((match) => match[1])
  return { content: `${phrases.lead} ${documents[0] ?? '—'}` }
}

function afterTool(phrases, result) {
  return result.error === undefined ? phrases.shipped(result.order_id, result.expected) : phrases.lost(result.order_id)
}

function routeOf(question) {
  return { intent: ORDER.test(question) ? 'order_status' : 'handbook', confidence: 0.93 }
}

function summaryOf(text) {
  const turns = text.split('\n').filter((line) => line.startsWith('user:')).length
  return `The customer asked ${turns} question${turns === 1 ? '' : 's'}; all were answered from the handbook or the order system.`
}
