// Weighs the built dashboard as a browser gets it (gzip): what loads before any page (the entry, what it imports, and
// its styles), each page's own chunk, and that heavy libraries stay out of the entry. Fails on any breach.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { ROOT } from './lib/run.mjs'

const KIB = 1024
const BUDGET = { entry: 230 * KIB, chunk: 60 * KIB, charts: 140 * KIB, styles: 30 * KIB }
/** Sources whose chunks may be as heavy as the charts, and must stay out of the entry. */
const HEAVY = /TimeChart|Markdown/

const APP = path.join(ROOT, 'dashboard', 'dist', 'app')
const manifest = JSON.parse(readFileSync(path.join(APP, '.vite', 'manifest.json'), 'utf8'))

const weigh = (file) => gzipSync(readFileSync(path.join(APP, file)), { level: 9 }).length

/** A chunk and everything that it imports at once. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const imported of manifest[key].imports ?? []) closure(imported, seen)
  return seen
}

const entryKey = Object.keys(manifest).find((key) => manifest[key].isEntry)
if (entryKey === undefined) throw new Error('the manifest of the built dashboard names no entry')
const atStart = closure(entryKey)
const files = (keys) => new Set([...keys].map((key) => manifest[key].file))
const sum = (names) => [...names].reduce((total, file) => total + weigh(file), 0)

const breaches = []
function check(what, size, most) {
  const line = `${what}: ${(size / KIB).toFixed(1)} of ${most / KIB} KiB`
  if (size > most) breaches.push(line)
  return line
}

console.log(check('entry', sum(files(atStart)), BUDGET.entry))
const styles = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []))
console.log(check('styles', sum(styles), BUDGET.styles))
for (const key of atStart) if (HEAVY.test(key)) breaches.push(`${key} is part of the entry`)
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue
  const own = new Set([...closure(key)].filter((one) => !atStart.has(one)))
  const isHeavy = [...own].some((one) => HEAVY.test(one))
  console.log(check(key, sum(files(own)), isHeavy ? BUDGET.charts : BUDGET.chunk))
}
for (const line of breaches) console.error(`over the budget: ${line}`)
process.exit(breaches.length === 0 ? 0 : 1)
