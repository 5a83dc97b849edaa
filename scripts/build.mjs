// Builds what is stale: the TypeScript packages, the SQL beside them, and the dashboard.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fingerprint, ROOT, readText, runBin, seconds, withProgress } from './lib/run.mjs'

const TOOLCHAIN = ['package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs', 'scripts/bundle-sdk.mjs']

const STAGES = [
  {
    name: 'server',
    inputs: [
      ...TOOLCHAIN,
      'schemas/src',
      'schemas/package.json',
      'schemas/tsconfig.json',
      'sdk/src',
      'sdk/package.json',
      'sdk/tsconfig.json',
      'collector/src',
      'collector/package.json',
      'collector/tsconfig.json',
    ],
    output: 'collector/dist/main.js',
    async build() {
      const code = await runBin('tsc', ['-b', 'schemas', 'sdk', 'collector'])
      if (code === 0) {
        copySql()
        // Only now: a fresh clone has no bundler before it is installed.
        const { bundleSdk } = await import('./bundle-sdk.mjs')
        await bundleSdk()
      }
      return code
    },
  },
  {
    name: 'dashboard',
    inputs: [
      ...TOOLCHAIN,
      'schemas/src',
      'dashboard/src',
      'dashboard/public',
      'dashboard/index.html',
      'dashboard/vite.config.ts',
      'dashboard/first-files.ts',
      'dashboard/package.json',
    ],
    output: 'dashboard/dist/app/index.html',
    build: () => runBin('vite', ['build', '--logLevel', 'warn'], { cwd: path.join(ROOT, 'dashboard'), quiet: true }),
  },
]

/** tsc copies no SQL; queries are read from beside the compiled module. */
function copySql() {
  cpSync(path.join(ROOT, 'collector', 'src'), path.join(ROOT, 'collector', 'dist'), {
    recursive: true,
    filter: (source) => !path.extname(source) || source.endsWith('.sql'),
  })
}

export async function ensureBuilt() {
  for (const stage of STAGES) {
    const stamp = path.join(ROOT, 'node_modules', `.vitrine-built-${stage.name}`)
    const wanted = fingerprint(stage.inputs)
    if (readText(stamp) === wanted && existsSync(path.join(ROOT, stage.output))) continue
    const started = Date.now()
    const code = await withProgress(`Building the ${stage.name}`, stage.build)
    if (code !== 0) {
      console.error(`The ${stage.name} could not be built: see the messages above.`)
      process.exit(code)
    }
    mkdirSync(path.dirname(stamp), { recursive: true })
    writeFileSync(stamp, wanted)
    console.log(`  ${stage.name} built in ${seconds(started)}`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await ensureBuilt()
