/** The same clients on the Node that is recommended: these tests once more, in a process of its own. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const ROOT = path.resolve(HERE, '../../..')
const NODE = path.join(HERE, 'node_modules/node-24/bin/node')
/** All but the streams that break at every byte, which cost minutes and depend on the client more than on Node. */
const WHICH = 'cut at every byte|retries|to the token|pictures'
/** Three versions each: 19 ways and 3 tests of openai, 10 ways and 3 tests of anthropic. */
const LEAST = 3 * (19 + 3) + 3 * (10 + 3)

/** The package is of Linux on x64. */
const found = existsSync(NODE)
if (!found) console.warn('SKIPPED: openai and anthropic on Node 24, because its binary is not in sdk/matrix/core.')

it.skipIf(!found)('openai and anthropic give the same results and the right spans on Node 24', async () => {
  const files = ['openai', 'anthropic'].map((name) => `sdk/matrix/core/${name}.test.ts`)
  const args = ['run', '--project', 'contract', '--reporter', 'json', '-t', WHICH, ...files]
  const { code, stdout, stderr } = await output(NODE, [path.join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args])
  const summary = JSON.parse(stdout.slice(stdout.indexOf('{')))
  expect({ code, failed: summary.numFailedTests }, stderr).toEqual({ code: 0, failed: 0 })
  expect(summary.numPassedTests).toBeGreaterThanOrEqual(LEAST)
})

function output(command: string, args: readonly string[]) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    // What the outer run tells its workers is not for another run.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
    const child = spawn(command, args, { cwd: ROOT, env: { ...env, NO_COLOR: '1' } })
    const printed = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk) => {
        printed[name] += String(chunk)
      })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...printed }))
  })
}
