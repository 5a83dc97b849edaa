/** The one promise about results: with the wrapper and without it, an application sees the same, byte for byte. */
import { expect } from 'vitest'
import { wrap } from '../src/index.ts'
import { type Delivery, type Fetch, type Script, scriptedFetch } from './scripted-fetch.ts'

export interface Trial<Client extends object> {
  readonly client: (fetch: Fetch) => Client
  readonly script: Script | readonly Script[]
  /** What an application does; what it answers is compared. */
  readonly use: (client: Client) => unknown
  /** The library itself loses a character that is cut in two. */
  readonly losesCutCharacters?: boolean
}

/** What happened, as text: the value, or the class and message of the error. */
async function outcome<Client extends object>(
  trial: Trial<Client>,
  delivery: Delivery,
  wrapped: boolean,
): Promise<string> {
  const made = trial.client(scriptedFetch(trial.script, delivery))
  const client = wrapped ? wrap(made, { streamUsage: false }) : made
  try {
    return JSON.stringify(await trial.use(client)) ?? 'undefined'
  } catch (error) {
    return `${(error as Error)?.constructor?.name}: ${(error as Error)?.message}`
  }
}

/** In one piece and cut at every byte. */
export async function expectSame<Client extends object>(trial: Trial<Client>): Promise<string> {
  const expected = await outcome(trial, { pieces: 'whole' }, false)
  for (const pieces of ['whole', 'bytes'] as const) {
    const plain = await outcome(trial, { pieces }, false)
    if (trial.losesCutCharacters !== true) expect(plain).toBe(expected)
    expect(await outcome(trial, { pieces }, true)).toBe(plain)
  }
  return expected
}

/** The connection breaks after each byte in turn; answers how many outcomes there are. */
export async function expectSameBroken<Client extends object>(
  trial: Trial<Client>,
  pieces: Delivery['pieces'] = 'whole',
): Promise<number> {
  const { body } = trial.script as Script
  const length = typeof body === 'string' ? new TextEncoder().encode(body).length : body.length
  const seen = new Set<string>()
  for (let breaksAfter = 0; breaksAfter < length; breaksAfter += 1) {
    const delivery: Delivery = { pieces, breaksAfter }
    const expected = await outcome(trial, delivery, false)
    expect(await outcome(trial, delivery, true), `broken after ${breaksAfter} bytes`).toBe(expected)
    seen.add(expected)
  }
  return seen.size
}

/** Everything that a stream gives, and how it ended. */
export async function drain(stream: AsyncIterable<unknown>): Promise<unknown> {
  const items: unknown[] = []
  try {
    for await (const item of stream) items.push(item)
    return { items, ended: 'well' }
  } catch (error) {
    return { items, ended: `${(error as Error)?.constructor?.name}: ${(error as Error)?.message}` }
  }
}
