/** Pages of docs/ that a script writes: `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './run.mjs'

/** `page` is a path from the root, `command` what writes it. */
export function keepPage({ page, command, text }) {
  const target = path.join(ROOT, page)
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text)
    return
  }
  let found = ''
  try {
    found = readFileSync(target, 'utf8')
  } catch {}
  if (found === text) return
  console.error(`${page} is stale: run \`${command}\` and commit the result`)
  process.exit(1)
}

/** Lines of a table, aligned as the formatter wants Markdown tables. */
export function tableLines(head, rows) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)))
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)]
}
