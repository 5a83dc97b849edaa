/** For tests: OpenAI's own client against a stand-in of its server, whose chunks can be held back. */
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Standin, startStandin } from '../../../scripts/demo/standin.mjs'
import { wrap } from '../wrap.ts'

export const TOOLS: OpenAI.ChatCompletionTool[] = [
  {
    type: 'function',
    function: { name: 'get_weather', description: 'Weather now', parameters: { type: 'object', properties: {} } },
  },
]

export interface OpenaiHome {
  readonly standin: () => Standin
  readonly plainClient: () => OpenAI
  readonly client: (options?: Parameters<typeof wrap>[1]) => OpenAI
  /** The server waits before chunk i until the test lets it go; forgotten before each test. */
  hold(gates: (index: number) => Promise<void> | void): void
}

export function openaiHome(): OpenaiHome {
  let standin: Standin | undefined
  let gates: ((index: number) => Promise<void> | void) | undefined
  beforeAll(async () => {
    standin = await startStandin({ beforeChunk: (index) => gates?.(index) })
  })
  afterAll(() => standin?.close())
  beforeEach(() => {
    gates = undefined
  })
  const now = () => {
    if (standin === undefined) throw new Error('the stand-in is not started yet')
    return standin
  }
  const plainClient = () => new OpenAI({ apiKey: 'k', baseURL: now().url, maxRetries: 0 })
  return {
    standin: now,
    plainClient,
    client: (options = {}) => wrap(plainClient(), options),
    hold: (next) => {
      gates = next
    },
  }
}

export const user = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }]
export const json = (value: unknown) => JSON.parse(String(value)) as unknown

/** Ids and times come from the server's counter; everything else must be the same. */
export function withoutIds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'id' || key === 'created' ? undefined : inner)))
}

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}
