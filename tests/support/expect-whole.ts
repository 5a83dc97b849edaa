import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'
import { CHAOS_ROUNDS, type Found } from './under-load.ts'

/** What was promised is there once, the books balance, and memory stayed within the bound that the design sets. */
const MEMORY_MAX_MB = 1_200

export function expectWhole(what: string, found: Found): void {
  const file = process.env.VITRINE_CHAOS_RESULTS
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, rounds: CHAOS_ROUNDS, ...found })}\n`)
  console.log(`${what}: ${JSON.stringify(found)}`)
  expect(found).toMatchObject({ lost: 0, twice: 0, balanced: true })
  expect(found.acked).toBeGreaterThan(0)
  expect(found.memoryMaxMb).toBeLessThan(MEMORY_MAX_MB)
}
