import { expect, it } from 'vitest'
import { recordEachTest } from '../testing/record-each-test.ts'
import { observeClass } from './observe-class.ts'

const spans = recordEachTest()

it('never asks a getter on behalf of the class, whose answer all clients would share', () => {
  class Client {
    made: { of: string } | undefined
    readonly #name: string
    constructor(name: string) {
      this.#name = name
    }
    get chat() {
      this.made ??= { of: this.#name }
      return this.made
    }
  }
  class Lazy {
    declare chats: object
    get chat() {
      this.chats ??= { complete: () => this }
      return this.chats
    }
  }
  observeClass('mistral', Client)
  observeClass('mistral', Lazy)
  expect(new Client('a').chat).toEqual({ of: 'a' })
  expect(Object.hasOwn(Lazy.prototype, 'chats')).toBe(false)
  expect(new Lazy().chat).not.toBe(new Lazy().chat)
})

it('sees methods that are fields of each client, and leaves another class of the family as it was', async () => {
  class Client {
    declare readonly endpoint: string
    chat = async () => ({ choices: [] })
    chatStream = async function* () {}
    constructor(endpoint: string) {
      this.endpoint = endpoint
    }
  }
  class Other {
    get chat() {
      return { complete: () => this }
    }
  }
  const { chat } = new Client('before')
  for (const each of [Client, Other]) observeClass('mistral', each)
  const client = new Client('https://api.mistral.ai')
  await client.chat()
  expect(Object.keys(client)).toEqual(['chat', 'chatStream', 'endpoint'])
  expect({ ...Object.getOwnPropertyDescriptor(client, 'endpoint') }).toEqual({
    value: 'https://api.mistral.ai',
    configurable: true,
    enumerable: true,
    writable: true,
  })
  expect(chat.name).toBe(client.chat.name)
  expect('endpoint' in Other.prototype).toBe(false)
  expect(spans.all().map(({ name }) => name)).toEqual(['chat'])
})
