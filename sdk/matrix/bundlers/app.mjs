// What is bundled: a wrapped client and a function of one's own, as an application would have them.
import { context, observe, wrap } from '@vitrine/sdk'

const message = { role: 'assistant', content: 'yes' }
const answer = { id: 'x', model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }] }

export function askIn(session) {
  const create = async () => answer
  const client = wrap({ baseURL: 'https://api.openai.com/v1', chat: { completions: { create } } })
  const ask = observe('ask', async () => {
    const { choices } = await client.chat.completions.create({ model: 'm', messages: [] })
    return choices[0].message.content
  })
  return context({ session }, ask)
}
