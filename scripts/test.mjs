// `npm test [-- unit|contract|e2e|path…]`: installs what is missing, builds, then runs the tests, fast ones first.
import { ensureBuilt } from './build.mjs'
import { findChromium, installChromium } from './lib/chromium.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ensureMatrix } from './lib/matrix.mjs'
import { runBin, seconds } from './lib/run.mjs'

const PROJECTS = ['unit', 'contract', 'e2e']
const asked = process.argv.slice(2)
const projects = PROJECTS.filter((name) => asked.includes(name))
const files = asked.filter((word) => !PROJECTS.includes(word))

await ensureInstalled()
await ensureBuilt()

if ((projects.length === 0 || projects.includes('contract')) && !(await ensureMatrix('core')))
  console.warn('SKIPPED: three versions of openai and anthropic each, because sdk/matrix/core could not be installed.')

const env = {}
if (projects.length === 0 || projects.includes('e2e')) {
  await installChromium()
  const chromium = findChromium()
  if (chromium === undefined) {
    if (process.env.CI) {
      console.error('Chromium is missing and could not be installed; in CI the browser tests must run.')
      process.exit(1)
    }
    console.warn(
      'SKIPPED: the browser tests, because no Chromium was found. Install it, or set VITRINE_CHROMIUM to its path.',
    )
  } else env.VITRINE_CHROMIUM = chromium
}

for (const project of projects.length > 0 ? projects : PROJECTS) {
  const started = Date.now()
  console.log(`\n== ${project} tests`)
  const code = await runBin('vitest', ['run', '--project', project, '--passWithNoTests', ...files], { env })
  if (code !== 0) process.exit(code)
  console.log(`== ${project} tests passed in ${seconds(started)}`)
}
