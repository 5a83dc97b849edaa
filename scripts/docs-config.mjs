// Prints docs/config.md from the table in collector/src/config/settings.ts; `--check` only compares.
import { tsImport } from 'tsx/esm/api'
import { keepPage, tableLines } from './lib/generated-page.mjs'

const { describeConfig } = await tsImport('../collector/src/config.ts', import.meta.url)
keepPage({ page: 'docs/config.md', command: 'node scripts/docs-config.mjs', text: render(describeConfig()) })

function render(rows) {
  const cells = rows.map((row) => [`\`${row.env}\``, shownDefault(row), row.about])
  return [
    '# Configuration',
    '',
    'Everything is set by environment variables, read once at the start. An empty variable counts as unset. A value',
    'that cannot be used stops the start with one line; a `VITRINE_` variable that nobody reads is logged with the',
    'name that was probably meant. Sizes are written like `20MiB`, `4GiB` or `1048576`.',
    '',
    'This page is made by `node scripts/docs-config.mjs` from the table in `collector/src/config/settings.ts`.',
    '',
    ...tableLines(['variable', 'default', 'what it does'], cells),
    '',
  ].join('\n')
}

function shownDefault(row) {
  if (row.default !== '') return `\`${row.default}\``
  return row.isSecret ? '(none, secret)' : '(none)'
}
