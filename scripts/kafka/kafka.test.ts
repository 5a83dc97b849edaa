import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const SCRIPT = fileURLToPath(new URL('../kafka.mjs', import.meta.url))

function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { env, encoding: 'utf8' })
  return { status, stdout, lines: stderr.trim().split('\n') }
}

it('says in one line what is missing where there is no Java', () => {
  const found = start([], { PATH: '' })
  expect(found).toEqual({ status: 1, stdout: '', lines: [expect.stringContaining('Kafka needs Java 17 or newer')] })
})
