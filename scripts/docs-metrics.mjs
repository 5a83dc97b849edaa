// Prints docs/metrics.md from the tables in collector/src/base/metrics.ts; `--check` only compares.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { tsImport } from 'tsx/esm/api'

const TARGET = fileURLToPath(new URL('../docs/metrics.md', import.meta.url))

const { describeMetrics } = await tsImport('../collector/src/base/metrics.ts', import.meta.url)
const wanted = render(describeMetrics())

if (process.argv.includes('--check')) {
  const found = await readFile(TARGET, 'utf8').catch(() => '')
  if (found !== wanted) {
    console.error('docs/metrics.md is stale: run `node scripts/docs-metrics.mjs` and commit the result')
    process.exit(1)
  }
} else {
  await writeFile(TARGET, wanted)
}

function render(rows) {
  const cells = rows.map(({ name, type, labels, help }) => {
    return [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help]
  })
  return [
    '# Metrics',
    '',
    'Every process answers `GET /metrics` in the text format of Prometheus: on `VITRINE_PORT` to this machine and to the',
    'admin key, on `VITRINE_METRICS_PORT` without a key. A process shows what its roles do; the queue is seen whole by',
    'each that has it. Beside these come the metrics of the process itself (`process_*`, `nodejs_*`). A board for Grafana',
    'is in `deploy/grafana`, rules for alerts in `deploy/prometheus`.',
    '',
    'This page is made by `node scripts/docs-metrics.mjs` from the tables in `collector/src/base/metrics.ts`.',
    '',
    ...table(['metric', 'type', 'labels', 'what it counts'], cells),
    '',
  ].join('\n')
}

/** Aligned, as the formatter wants Markdown tables. */
function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)))
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)]
}
