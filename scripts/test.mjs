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

const env = {}
/** What must be there before the tests of a project, or why they go without. */
const NEEDS = {
  contract: async () => {
    if (!(await ensureMatrix('core')))
      console.warn(
        'SKIPPED: three versions of openai and anthropic each, because sdk/matrix/core could not be installed.',
      )
  },
  e2e: async () => {
    await installChromium()
    const chromium = findChromium()
    if (chromium !== undefined) env.VITRINE_CHROMIUM = chromium
    else if (process.env.CI) throw new Error('Chromium is missing and could not be installed; in CI it must be there.')
    else
      console.warn(
        'SKIPPED: the browser tests, because no Chromium was found. Install it, or set VITRINE_CHROMIUM to its path.',
      )
  },
}

const wanted = projects.length > 0 ? projects : PROJECTS
// What a later project needs is fetched while an earlier one runs.
const ready = new Map(wanted.map((project) => [project, NEEDS[project]?.().then(() => undefined, String)]))
for (const project of wanted) {
  const missing = await ready.get(project)
  if (missing !== undefined) {
    console.error(missing)
    process.exit(1)
  }
  const started = Date.now()
  console.log(`\n== ${project} tests`)
  const code = await runBin('vitest', ['run', '--project', project, '--passWithNoTests', ...files], { env })
  if (code !== 0) process.exit(code)
  console.log(`== ${project} tests passed in ${seconds(started)}`)
}
