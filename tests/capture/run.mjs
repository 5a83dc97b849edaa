#!/usr/bin/env node
/**
 * Captures what real libraries send, each case in a process of its own, into tests/fixtures/captured. Install first:
 *
 *   cd tests/capture && npm ci && npm run capture
 *
 * The goldens beside the captures are written by the golden test with UPDATE_GOLDEN=1: read the difference.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { programOf, SETS } from './sets.mjs'

const folder = fileURLToPath(new URL('../fixtures/captured/', import.meta.url))
const program = fileURLToPath(new URL('./capture-one.mjs', import.meta.url))
const wanted = process.argv[2] ?? ''
mkdirSync(folder, { recursive: true })
let failed = 0
for (const [set, { only }] of Object.entries(SETS)) {
  const { cases } = await programOf(set)
  for (const name of only ?? cases) {
    if (!`${set}-${name}`.startsWith(wanted)) continue
    const { status } = spawnSync(process.execPath, [program, set, name, folder], { stdio: 'inherit', timeout: 60_000 })
    if (status !== 0) failed++
  }
}
process.exit(failed === 0 ? 0 : 1)
