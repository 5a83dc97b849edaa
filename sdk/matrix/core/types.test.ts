/** `wrap` keeps the type of a client: every method and overload, of three major versions each. */
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PRELUDE, typeErrors } from '../type-errors.ts'

const INSTALLED = existsSync(new URL('./node_modules/openai-4', import.meta.url))
const OPENAI = ['openai-4', 'openai-5', 'openai-7']
const ANTHROPIC = ['anthropic-0.60', 'anthropic-0.137', 'anthropic-1']

const openai = (name: string) => `${PRELUDE}
  import OpenAI, { AzureOpenAI } from './node_modules/${name}'
  declare const client: OpenAI
  declare const azure: AzureOpenAI
  const wrapped = wrap(client)
  holds<Same<typeof wrapped, OpenAI>>()
  holds<Same<typeof wrapped.chat.completions.create, typeof client.chat.completions.create>>()
  const wrappedAzure = wrap(azure, { provider: 'azure.ai.openai' })
  holds<Same<typeof wrappedAzure, AzureOpenAI>>()
  const body = { model: 'm', messages: [] }
  const whole = wrapped.chat.completions.create(body)
  const plainWhole = client.chat.completions.create(body)
  holds<Same<typeof whole, typeof plainWhole>>()
  const streamed = wrapped.chat.completions.create({ ...body, stream: true })
  const plainStreamed = client.chat.completions.create({ ...body, stream: true })
  holds<Same<typeof streamed, typeof plainStreamed>>()
  holds<Same<typeof streamed, typeof whole> extends true ? false : true>()
  void whole.then(({ choices }) => choices[0]?.message.content)
  void whole.withResponse().then(({ data, response }) => [data.usage, response.headers])
  void streamed.then(async (stream) => {
    for await (const { choices } of stream) choices[0]?.delta.content
    stream.tee()
  })
  const embedded = wrapped.embeddings.create({ model: 'e', input: 'x' })
  const plainEmbedded = client.embeddings.create({ model: 'e', input: 'x' })
  holds<Same<typeof embedded, typeof plainEmbedded>>()
  const answered = wrapped.responses.create({ model: 'm', input: 'x', stream: false })
  const plainAnswered = client.responses.create({ model: 'm', input: 'x', stream: false })
  holds<Same<typeof answered, typeof plainAnswered>>()
  // @ts-expect-error there is no such field
  void whole.then(({ nothing }) => nothing)
`

const anthropic = (name: string) => `${PRELUDE}
  import Anthropic from './node_modules/${name}'
  declare const client: Anthropic
  const wrapped = wrap(client)
  holds<Same<typeof wrapped, Anthropic>>()
  holds<Same<typeof wrapped.messages.create, typeof client.messages.create>>()
  const body = { model: 'm', max_tokens: 1, messages: [] }
  const whole = wrapped.messages.create(body)
  const plainWhole = client.messages.create(body)
  holds<Same<typeof whole, typeof plainWhole>>()
  const streamed = wrapped.messages.create({ ...body, stream: true })
  const plainStreamed = client.messages.create({ ...body, stream: true })
  holds<Same<typeof streamed, typeof plainStreamed>>()
  holds<Same<typeof streamed, typeof whole> extends true ? false : true>()
  void whole.then(({ content, usage }) => [content[0]?.type, usage.output_tokens])
  wrapped.messages.stream(body).on('text', (text) => text.length)
  void wrapped.beta.messages.create(body).withResponse().then(({ data }) => data.stop_reason)
  // @ts-expect-error there is no such field
  void whole.then(({ nothing }) => nothing)
`

const WRONG = `${PRELUDE}
  import OpenAI from './node_modules/openai-7'
  declare const client: OpenAI
  const wrapped = wrap(client as object)
  holds<Same<typeof wrapped, OpenAI>>()`

it.skipIf(!INSTALLED)('a wrapped client has its own type, with every method and overload', () => {
  const sources = { ...sourcesOf(OPENAI, openai), ...sourcesOf(ANTHROPIC, anthropic) }
  expect(typeErrors('core', { ...sources, wrong: WRONG })).toEqual({
    ...Object.fromEntries(Object.keys(sources).map((name) => [name, []])),
    // A claim that does not hold is seen.
    wrong: ["Type 'false' does not satisfy the constraint 'true'."],
  })
})

function sourcesOf(names: readonly string[], source: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, source(name)]))
}
