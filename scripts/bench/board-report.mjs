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

const HOW = { first: 'asked for the first time', kept: 'asked again' }

function tablesOf({ rows, boards, keptBytes }) {
  const kinds = Object.keys(HOW)
  const within = kinds.map((kind) => {
    const panels = boards.flatMap(({ figures }) => figures[kind].panels)
    const quick = panels.filter(({ medianMs }) => medianMs <= AIM_MS.panel)
    const whole = boards.filter(({ figures }) => isWithin(figures[kind]))
    return `${HOW[kind]}, ${quick.length} of ${panels.length} panels within ${AIM_MS.panel} ms and ${whole.length} of ${boards.length} boards within ${ms(AIM_MS.first)} to the first panel and ${ms(AIM_MS.all)} to the last`
  })
  const spent = boards.reduce((sum, { filling }) => sum + filling.cpuMs, 0)
  const summary = `${number(rows)} spans: ${within.join('; ')}. What is kept took ${number(spent / 1000)} s of CPU to make, one statement after the other on one core, and ${number(keptBytes / 2 ** 20)} MiB of disk.`
  const overview = table(
    [
      'board',
      'days',
      'panels in reads',
      'first time: slowest panel',
      'first / all',
      'again: slowest panel',
      'first / all',
    ],
    boards.map(({ id, days, figures: { first, kept } }) => [
      id,
      String(days),
      `${first.panels.length} in ${first.reads}`,
      ...[first, kept].flatMap((each) => [
        `${each.slowest}, ${ms(each.slowestMs)}`,
        `${number(each.firstMs)} / ${ms(each.allMs)}`,
      ]),
    ]),
  )
  const slow = kinds.flatMap((kind) =>
    boards.flatMap(({ figures, days }) =>
      figures[kind].panels
        .filter(({ medianMs }) => medianMs > AIM_MS.panel)
        .map((panel) => ({ ...panel, days, how: HOW[kind] })),
    ),
  )
  const over = table(
    ['panel over its aim', 'days', 'how', 'median / p95', 'CPU', 'rows read', 'MB read'],
    slow
      .sort((a, b) => b.medianMs - a.medianMs)
      .map((panel) => [
        panel.id,
        String(panel.days),
        panel.how,
        `${number(panel.medianMs)} / ${ms(panel.p95Ms)}`,
        ms(panel.cpuMs),
        number(panel.rows),
        number(panel.bytes / 1e6),
      ]),
  )
  return slow.length === 0 ? [summary, overview] : [summary, overview, over]
}

const isWithin = ({ firstMs, allMs }) => firstMs <= AIM_MS.first && allMs <= AIM_MS.all

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
