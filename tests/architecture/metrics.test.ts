import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createMetrics, describeMetrics } from '../../collector/src/base/metrics.ts'

/** What boards, alerts and the chart ask Prometheus for must be what a process shows. */
const DEPLOY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../deploy')
const FILES = ['grafana/vitrine.json', 'prometheus/alerts.yaml', 'helm/vitrine/values.yaml']
const NAME = /\b(?:vitrine|process|nodejs)_[a-z0-9_]+\b/g

async function shown(): Promise<Map<string, readonly string[]>> {
  const names = new Map<string, readonly string[]>()
  for (const { name, type, labels } of describeMetrics()) {
    if (type === 'histogram')
      for (const part of ['bucket', 'sum', 'count']) names.set(`${name}_${part}`, [...labels, 'le'])
    else names.set(name, labels)
  }
  for (const { name } of await createMetrics().registry.getMetricsAsJSON())
    if (!name.startsWith('vitrine_')) names.set(name, [])
  return names
}

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(path.join(DEPLOY, file), 'utf8')

  it('names only metrics that there are', async () => {
    const known = await shown()
    const named = [...new Set(text.match(NAME))]
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  it('asks them only for labels that they have', async () => {
    const known = await shown()
    const asked = [...text.matchAll(/\b(vitrine_[a-z_]+)\{([^}]*)\}/g)].flatMap(([, name = '', labels = '']) =>
      [...labels.matchAll(/(\w+)\s*(?:=~|!=|=)/g)].map(([, label = '']) => ({ name, label })),
    )
    expect(asked.filter(({ name, label }) => known.get(name)?.includes(label) !== true)).toEqual([])
  })
})
