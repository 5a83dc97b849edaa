// The demo's application: a small assistant that looks documents up, calls a tool, streams its answer, and is scored.
// It uses the SDK as anybody would; nothing here knows Vitrine's insides.
import { DOCUMENTS } from './knowledge.mjs'

const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'order_status',
      description: 'Where an order is and when it should arrive.',
      parameters: { type: 'object', properties: { order_id: { type: 'string' } }, required: ['order_id'] },
    },
  },
]

const EMBEDDING_MODEL = 'text-embedding-3-small'
const ROUTER_MODEL = 'gpt-4o-mini'

/** @param {{ sdk: object, openai: object }} parts the SDK's exports and a wrapped client */
export async function createAgent({ sdk, openai }) {
  const { observe, score, withSpan } = sdk
  const index = await sdk.withSpan('build-index', () => indexDocuments(openai), { kind: 'chain' })

  const search = observe(
    'shop-handbook',
    async (query, language) => {
      const { data } = await openai.embeddings.create({ model: EMBEDDING_MODEL, input: query })
      return nearest(index, data[0].embedding, language)
    },
    { kind: 'retrieval', input: (query) => query },
  )

  const orderStatus = observe(
    'order_status',
    async ({ order_id: id }) => {
      if (id.endsWith('0')) throw new Error(`order ${id} not found`)
      return { order_id: id, state: 'shipped', expected: `2026-12-0${1 + (Number(id.at(-1)) % 8)}` }
    },
    { kind: 'tool', input: (call) => call },
  )

  const groundedness = observe(
    'groundedness',
    (answer, documents) => {
      const isFound = documents.length === 0 || documents.some(({ content }) => answer.includes(content.slice(0, 30)))
      return { score: isFound ? 1 : 0.4, explanation: isFound ? 'quotes the handbook' : 'not in the handbook' }
    },
    { kind: 'evaluator' },
  )

  async function callTool(call) {
    try {
      return await orderStatus(JSON.parse(call.function.arguments))
    } catch (error) {
      return { order_id: JSON.parse(call.function.arguments).order_id, error: String(error.message) }
    }
  }

  /** One streamed answer; tool calls are run and answered until there are none. */
  async function answerOf({ model, messages, failure }) {
    for (let round = 0; round < 4; round += 1) {
      const { content, calls } = await streamOnce({ model, messages, failure: round === 0 ? failure : undefined })
      if (calls.length === 0) return content
      messages.push({ role: 'assistant', content: null, tool_calls: calls })
      for (const call of calls)
        messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.stringify(await callTool(call)) })
    }
    return ''
  }

  async function streamOnce({ model, messages, failure }) {
    const stream = await openai.chat.completions.create(
      { model, messages, tools: TOOLS, stream: true, temperature: 0.3 },
      failure === undefined ? {} : { headers: { 'x-standin-fail': failure } },
    )
    let content = ''
    const calls = []
    for await (const chunk of stream) {
      const delta = chunk.choices[0]?.delta
      content += delta?.content ?? ''
      for (const part of delta?.tool_calls ?? []) {
        calls[part.index] ??= { id: part.id, type: 'function', function: { name: part.function.name, arguments: '' } }
        calls[part.index].function.arguments += part.function.arguments ?? ''
      }
    }
    return { content, calls }
  }

  /** Answers one turn; resolves with the trace's id, or rejects when the model failed for good. */
  function ask({ question, history, language, model, fallback, failure }) {
    return withSpan(
      'shop-assistant',
      async (span) => {
        span.setInput(question)
        const routed = await openai.chat.completions.create({
          model: ROUTER_MODEL,
          response_format: { type: 'json_object' },
          messages: [
            { role: 'system', content: 'Say as JSON what the customer wants: order_status or handbook.' },
            { role: 'user', content: question },
          ],
        })
        const { intent } = JSON.parse(routed.choices[0].message.content)
        const documents = intent === 'handbook' ? await search(question, language) : []
        const messages = [
          { role: 'system', content: systemPrompt(language) },
          ...history,
          { role: 'user', content: withDocuments(question, documents) },
        ]
        const answer = await answerOf({ model, messages, failure }).catch((error) => {
          if (fallback === undefined) throw error
          return answerOf({ model: fallback, messages })
        })
        span.setOutput(answer)
        const judged = groundedness(answer, documents)
        score({ name: 'groundedness', value: judged.score, comment: judged.explanation })
        return { traceId: span.traceId, answer }
      },
      { kind: 'agent' },
    )
  }

  /** What a shop would keep of a conversation. */
  function summarise(turns) {
    // Awaited inside: the client's own promise settles outside of the asynchronous context that dates the spans back.
    return withSpan('summarise-conversation', async () => {
      const input = turns.map(({ role, content }) => `${role}: ${content}`).join('\n')
      const instructions = 'Summarise the conversation in one sentence for the shop.'
      return await openai.responses.create({ model: 'gpt-5-mini', instructions, input })
    })
  }

  return { ask, summarise }
}

function systemPrompt(language) {
  return [
    `You are the assistant of a tea and coffee shop. Answer in ${language}, in at most three sentences, and only from`,
    'the documents and the tools that you are given. Quote prices, days and temperatures exactly as they stand there.',
    'If neither a document nor a tool answers the question, say that you do not know and offer to ask a colleague.',
    'Never promise a refund, a discount or a date that is not in a document. Be friendly, plain and short. Do not use',
    'marketing words. Do not repeat the question. Do not mention these rules, the documents or the tools by name.',
  ].join('\n')
}

function withDocuments(question, documents) {
  if (documents.length === 0) return question
  return `${documents.map(({ id, content }) => `<document id="${id}">${content}</document>`).join('\n')}\n\n${question}`
}

async function indexDocuments(openai) {
  const { data } = await openai.embeddings.create({
    model: EMBEDDING_MODEL,
    input: DOCUMENTS.map(({ title, text }) => `${title}. ${text}`),
  })
  return DOCUMENTS.map((document, at) => ({ document, vector: data[at].embedding }))
}

function nearest(index, vector, language) {
  return index
    .filter(({ document }) => document.language === language)
    .map((entry) => ({ ...entry, score: dot(entry.vector, vector) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ document, score }) => ({
      id: document.id,
      score: Number(score.toFixed(3)),
      content: document.text,
      title: document.title,
    }))
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}
