// Prints docs/dialects.md from the public captures beside the repository; `--check` only compares.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { tsImport } from 'tsx/esm/api'

const TARGET = fileURLToPath(new URL('../docs/dialects.md', import.meta.url))

const { dialectsPage } = await tsImport('../tests/support/dialects/page.ts', import.meta.url)
const wanted = dialectsPage()

if (process.argv.includes('--check')) {
  const found = await readFile(TARGET, 'utf8').catch(() => '')
  if (found !== wanted) {
    console.error('docs/dialects.md is stale: run `node scripts/docs-dialects.mjs` and commit the result')
    process.exit(1)
  }
} else {
  await writeFile(TARGET, wanted)
}
