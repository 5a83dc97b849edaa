import { fork } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tempFolder } from '../support/product.ts'

/** The engine calls a write done that the system refused; a table must then be as it was, and take what comes next. */
const folder = tempFolder('vitrine-cut-writes-')
let found: Record<'by_insert' | 'by_command' | 'by_itself', Found> & {
  putAside: string[]
  reopened: unknown[]
  told: Told
}

interface Found {
  before: { rows: number; bytes: number }
  error: { code: string; message: string; retryable: boolean } | null
  after: { rows: number; bytes: number }
  next: { rows: number; bytes: number }
}

interface Told {
  refused: number
  mended: number
}

beforeAll(async () => {
  const child = fork(new URL('../support/cut-writes.mjs', import.meta.url), [folder.path])
  ;[found] = await once(child, 'message')
})
afterAll(() => folder.remove())

describe('the embedded store, when the system refuses a part of a write', () => {
  it.each(['by_insert', 'by_command'] as const)('does not say that it is done: %s', (table) => {
    expect(found[table].error).toMatchObject({ code: 'store_unavailable', retryable: true })
    expect(found[table].error?.message).toMatch(/the disk refused \d+ writes of the engine/)
  })

  it.each(['by_insert', 'by_command', 'by_itself'] as const)('loses nothing, and goes on: %s', (table) => {
    const { before, after, next } = found[table]
    expect(before).toEqual({ rows: 600, bytes: 1_200_000 })
    expect(after).toEqual(before)
    expect(next).toEqual({ rows: 700, bytes: 1_400_000 })
  })

  it('tells how many writes were refused, and that all of them are mended', () => {
    expect(found.told.refused).toBeGreaterThanOrEqual(3)
    expect(found.told.mended).toBe(found.told.refused)
  })

  it('puts aside what was cut, and holds the rest after a restart', () => {
    expect(found.putAside).toEqual(['by_command', 'by_insert', 'by_itself'])
    expect(found.reopened).toEqual(found.putAside.map((table) => ({ table, rows: 700 })))
  })
})
