// What the boards cost, as the tables of docs/performance.md. They stand between two marks, so that they can be taken again.
import { readFileSync, writeFileSync } from 'node:fs'

const BEGIN = '<!-- boards: begin -->'
const END = '<!-- boards: end -->'
/** What a panel, the first of a board and all of it may take. */
const AIM_MS = { panel: 500, first: 1000, all: 3000 }
const number = (value) => Math.round(value).toLocaleString('en-US')
const ms = (value) => `${number(value)} ms`

/** `stores`: of each size of store the figures of boards; `about` says how they were taken. */
export function boardTables({ about, stores }) {
  return [about, ...stores.flatMap(tablesOf)].join('\n\n')
}

function tablesOf({ rows, boards }) {
  const all = boards.flatMap(({ figures, days }) => figures.panels.map((panel) => ({ ...panel, days })))
  const slow = all.filter(({ medianMs }) => medianMs > AIM_MS.panel)
  const late = boards.filter(({ figures }) => figures.firstMs > AIM_MS.first || figures.allMs > AIM_MS.all)
  const summary = `${number(rows)} spans: ${all.length - slow.length} of ${all.length} panels within ${AIM_MS.panel} ms, ${boards.length - late.length} of ${boards.length} boards within ${ms(AIM_MS.first)} to the first panel and ${ms(AIM_MS.all)} to the last.`
  const overview = table(
    ['board', 'days', 'panels in reads', 'panel, median', 'slowest panel', 'first / all', 'CPU of all'],
    boards.map(({ id, days, figures }) => [
      id,
      String(days),
      `${figures.panels.length} in ${figures.reads}`,
      ms(figures.medianMs),
      `${figures.slowest}, ${ms(figures.slowestMs)}`,
      `${number(figures.firstMs)} / ${ms(figures.allMs)}`,
      ms(figures.cpuMs),
    ]),
  )
  const over = table(
    ['panel over its aim', 'days', 'median / p95', 'CPU', 'rows read', 'MB read'],
    slow
      .sort((a, b) => b.medianMs - a.medianMs)
      .map((panel) => [
        panel.id,
        String(panel.days),
        `${number(panel.medianMs)} / ${ms(panel.p95Ms)}`,
        ms(panel.cpuMs),
        number(panel.rows),
        number(panel.bytes / 1e6),
      ]),
  )
  return slow.length === 0 ? [summary, overview] : [summary, overview, over]
}

export function writeTables(file, text) {
  const page = readFileSync(file, 'utf8')
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`cannot write the tables of boards: ${file} has no ${BEGIN} … ${END}`)
  writeFileSync(file, `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`)
}

/** Padded as the formatter of this repository pads them. */
function table(head, rows) {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length)))
  const line = (cells, fill = ' ') => `| ${cells.map((cell, at) => cell.padEnd(widths[at], fill)).join(' | ')} |`
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n')
}
