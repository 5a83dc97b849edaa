// `npm run check`: format and lint, types, promises, borders, dead code, generated documents. One line each.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { ROOT, run, runBin, seconds } from './lib/run.mjs'

await ensureInstalled()

/** The compiler takes as long as all others together: it runs beside them, and what needs its output comes after it. */
const COMPILED = [
  ['types', () => runBin('tsc', ['-b'])],
  [
    'docs/config.md is fresh',
    () => run('node', ['scripts/docs-config.mjs', '--check'], { quiet: true }),
    'scripts/docs-config.mjs',
  ],
  [
    'docs/metrics.md is fresh',
    () => run('node', ['scripts/docs-metrics.mjs', '--check'], { quiet: true }),
    'scripts/docs-metrics.mjs',
  ],
  [
    'docs/sizing.md is fresh',
    () => run('node', ['scripts/sizing.mjs', '--check'], { quiet: true }),
    'scripts/sizing.mjs',
  ],
  [
    'the bundle stays within its budget',
    () => run('node', ['scripts/bundle-budget.mjs'], { quiet: true }),
    'dashboard/dist/app/index.html',
  ],
]

const READ = [
  ['format and lint', () => runBin('biome', ['ci', '--error-on-warnings', '.'], { quiet: true })],
  [
    'promises and switches',
    () =>
      runBin(
        'oxlint',
        [
          '--type-aware',
          '-c',
          '.oxlintrc.json',
          '--quiet',
          'schemas/src',
          'sdk/src',
          'collector/src',
          'dashboard/src',
          'tests',
        ],
        { quiet: true },
      ),
  ],
  [
    'borders between rooms',
    () =>
      runBin(
        'depcruise',
        ['--config', '.dependency-cruiser.cjs', 'schemas/src', 'sdk/src', 'collector/src', 'dashboard/src'],
        { quiet: true },
      ),
  ],
  ['dead files, exports, dependencies', () => runBin('knip', ['--no-progress'], { quiet: true })],
]

let failed = 0

async function inTurn(steps) {
  for (const [name, step, needs] of steps) {
    if (needs !== undefined && !existsSync(path.join(ROOT, needs))) {
      console.log(`skip  ${name}: ${needs} is not there`)
      continue
    }
    const started = Date.now()
    const code = await step()
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'}  ${name} (${seconds(started)})`)
    if (code !== 0) failed += 1
  }
}

await Promise.all([inTurn(COMPILED), inTurn(READ)])
process.exit(failed === 0 ? 0 : 1)
