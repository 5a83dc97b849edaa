// Prints docs/config.md from the table in collector/src/config.ts; `--check` only compares.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { tsImport } from 'tsx/esm/api'

const TARGET = fileURLToPath(new URL('../docs/config.md', import.meta.url))

const { describeConfig } = await tsImport('../collector/src/config.ts', import.meta.url)
const wanted = render(describeConfig())

if (process.argv.includes('--check')) {
  const found = await readFile(TARGET, 'utf8').catch(() => '')
  if (found !== wanted) {
    console.error('docs/config.md is stale: run `node scripts/docs-config.mjs` and commit the result')
    process.exit(1)
  }
} else {
  await writeFile(TARGET, wanted)
}

function render(rows) {
  const cells = rows.map((row) => [`\`${row.env}\``, shownDefault(row), row.about])
  return [
    '# Configuration',
    '',
    'Everything is set by environment variables, read once at the start. An empty variable counts as unset. A value',
    'that cannot be used stops the start with one line; a `VITRINE_` variable that nobody reads is logged with the',
    'name that was probably meant. Sizes are written like `20MiB`, `4GiB` or `1048576`.',
    '',
    'This page is made by `node scripts/docs-config.mjs` from the table in `collector/src/config.ts`.',
    '',
    ...table(['variable', 'default', 'what it does'], cells),
    '',
  ].join('\n')
}

/** Aligned, as the formatter wants Markdown tables. */
function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)))
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)]
}

function shownDefault(row) {
  if (row.default !== '') return `\`${row.default}\``
  return row.isSecret ? '(none, secret)' : '(none)'
}
