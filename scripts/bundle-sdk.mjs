// The SDK as it is published: one module for what every application loads, and one for each part that is loaded late or
// by few. Every module that Node has to find costs an application half a millisecond at its start, forty of them 30 ms.
// `@opentelemetry/api` is never bundled: spans of a second copy of it are lost.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { ROOT, readText } from './lib/run.mjs'

const room = path.join(ROOT, 'sdk')
const source = path.join(room, 'src')
const outdir = path.join(room, 'dist', 'package')
const commonjs = path.join(room, 'dist', 'commonjs')
const INDEX = path.join(source, 'index.ts')
/** Loaded where there is no Node to find modules, and in a thread of Node's: they share nothing with the others. */
const ALONE = ['browser.ts', 'register-hooks.ts'].map((name) => path.join(source, name))
/** What every module of the package that is needed at once stands in. */
const CORE = 'core'

const OPTIONS = {
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  sourcesContent: true,
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  chunkNames: '[name]-[hash]',
  legalComments: 'none',
  logLevel: 'warning',
}

export async function bundleSdk() {
  rmSync(outdir, { recursive: true, force: true })
  const { exports } = JSON.parse(readText(path.join(room, 'package.json')))
  const entries = Object.values(exports).flatMap((each) => each['vitrine-source'] ?? [])
  const { core, late } = await parts()
  const others = [...entries.map((entry) => path.join(room, entry)), ...late].filter((file) => !ALONE.includes(file))
  const [, { metafile }, { outputFiles }] = await Promise.all([
    build({ ...OPTIONS, entryPoints: ALONE }),
    build({
      ...OPTIONS,
      metafile: true,
      stdin: { contents: core.map((file) => `export * from ${JSON.stringify(file)}`).join('\n'), resolveDir: room },
      outdir: undefined,
      outfile: path.join(outdir, `${CORE}.js`),
      plugins: [elsewhere((file, isLate) => (isLate ? nameOf(file) : undefined))],
    }),
    build({
      ...OPTIONS,
      entryPoints: others,
      entryNames: '[name]',
      splitting: true,
      write: false,
      plugins: [elsewhere((file) => (core.includes(file) ? CORE : undefined))],
    }),
  ])
  const [{ exports: given }] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint !== undefined)
  copyTypes()
  for (const file of outputFiles) {
    for (const name of wantedOfCore(file)) if (!given.includes(name)) throw new Error(`two modules export ${name}`)
    writeFileSync(file.path, file.contents)
  }
}

/**
 * The same types as those of a CommonJS module: what requires the package under TypeScript's `node16` is refused the
 * types of an ES module, although every Node that the package runs on can require one.
 */
function copyTypes() {
  const from = path.join(room, 'dist')
  rmSync(commonjs, { recursive: true, force: true })
  mkdirSync(commonjs)
  writeFileSync(path.join(commonjs, 'package.json'), '{ "type": "commonjs" }\n')
  for (const folder of readdirSync(from, { withFileTypes: true }))
    if (![path.basename(commonjs), path.basename(outdir), 'testing'].includes(folder.name))
      cpSync(path.join(from, folder.name), path.join(commonjs, folder.name), {
        recursive: true,
        filter: (file) => path.extname(file) === '' || (file.endsWith('.d.ts') && !file.endsWith('.test.d.ts')),
      })
}

/** A name that two modules of the core export is one that none of them gives. */
function wantedOfCore({ path: file, text }) {
  if (!file.endsWith('.js')) return []
  const lists = [...text.matchAll(/import\{([^}]*)\}from"\.\/core\.js"/g)].map((match) => match[1])
  return lists.flatMap((list) => list.split(',').map((each) => each.split(' as ')[0]))
}

/** The modules that the index needs at once, and those that it loads when they are wanted. */
async function parts() {
  const { metafile } = await build({ ...OPTIONS, entryPoints: [INDEX], splitting: true, metafile: true, write: false })
  const absolute = (file) => path.resolve(file)
  const core = new Set()
  const gather = (file) => {
    const { inputs, imports } = metafile.outputs[file]
    for (const input of Object.keys(inputs)) if (absolute(input) !== INDEX) core.add(absolute(input))
    for (const each of imports) if (each.kind === 'import-statement' && !each.external) gather(each.path)
  }
  const of = (file) =>
    Object.entries(metafile.outputs).find(([, each]) => absolute(each.entryPoint ?? '') === file)?.[0]
  gather(of(INDEX))
  const late = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? [])
  return { core: [...core].sort(), late: late.map(absolute).filter((file) => file !== INDEX) }
}

/** Leaves an import of a module that stands in another file of the package to that file. */
function elsewhere(fileOf) {
  return {
    name: 'elsewhere',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path: asked, resolveDir, kind }) => {
        const name = fileOf(path.resolve(resolveDir, asked), kind === 'dynamic-import')
        return name === undefined ? undefined : { path: `./${name}.js`, external: true }
      }),
  }
}

function nameOf(file) {
  return path.basename(file, '.ts')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleSdk()
