// Prints docs/metrics.md from the tables in collector/src/base/metrics.ts; `--check` only compares.
import { tsImport } from 'tsx/esm/api'
import { keepPage, tableLines } from './lib/generated-page.mjs'

const { describeMetrics } = await tsImport('../collector/src/base/metrics.ts', import.meta.url)
keepPage({ page: 'docs/metrics.md', command: 'node scripts/docs-metrics.mjs', text: render(describeMetrics()) })

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
    ...tableLines(['metric', 'type', 'labels', 'what it counts'], cells),
    '',
  ].join('\n')
}
