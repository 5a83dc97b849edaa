/** The public data folder beside the repository; tests that need it are skipped, loudly, where it is absent. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = process.env.VITRINE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
export const hasSharedData = existsSync(`${folder}/data/GROUND_TRUTH.public.json`)
if (!hasSharedData) console.warn(`SKIPPED: no public data in ${folder}; set VITRINE_SHARED to run these tests`)
export function dataPath(name) {
  return `${folder}/data/${name}`
}
export const CONTEXT = {
  projectId: 'test~1',
  keyId: 'key',
  protocol: 'otlp_traces',
  partition: 0,
  offset: 7,
  receivedMs: Date.parse('2026-11-22T00:00:00Z'),
  epoch: 1,
  retentionDaysFor: () => 0,
}
//# sourceMappingURL=shared-data.js.map
