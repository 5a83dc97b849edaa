// The SDK as it is published: one module for what every application loads, and one for each part that is loaded late or
// by few. Forty small modules would cost an application 30 ms at its start. `@opentelemetry/api` is never bundled: spans
// of a second copy of it are lost.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { ROOT, readText } from './lib/run.mjs'

export async function bundleSdk() {
  const room = path.join(ROOT, 'sdk')
  const { exports } = JSON.parse(readText(path.join(room, 'package.json')))
  const sources = [
    ...Object.values(exports).flatMap((each) => each['vitrine-source'] ?? []),
    // Loaded by its address, in a thread of Node's.
    './src/register-hooks.ts',
  ]
  rmSync(path.join(room, 'dist', 'package'), { recursive: true, force: true })
  await build({
    entryPoints: sources.map((source) => path.join(room, source)),
    outdir: path.join(room, 'dist', 'package'),
    outbase: path.join(room, 'src'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: true,
    sourcesContent: true,
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: false,
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'none',
    logLevel: 'warning',
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleSdk()
