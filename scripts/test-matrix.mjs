// `npm run test:matrix [-- words]`: the SDK against every client library, framework, bundler and runtime that it names.
// The core of it, openai and anthropic of three major versions each, is part of `npm test`.
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ensureMatrix } from './lib/matrix.mjs'
import { runBin } from './lib/run.mjs'

await ensureInstalled()
await ensureBuilt()
for (const name of ['core', 'wide', 'newer', 'runtimes', 'bundlers']) {
  if (await ensureMatrix(name)) continue
  console.error(`sdk/matrix/${name} could not be installed: see npm's message above.`)
  process.exit(1)
}
process.exit(await runBin('vitest', ['run', '--config', 'vitest.matrix.config.ts', ...process.argv.slice(2)]))
