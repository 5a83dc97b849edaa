import { expect, it } from 'vitest'
import { observeClass } from './observe-class.ts'

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
