import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Without 'import', 'default' and 'module': they also reach require(), which must not get the ES module of a dual package.
const conditions = ['vitrine-source', 'node']

/** Minutes each, by the time they take: begun last, one of them would run on alone. */
const LONGEST = [
  'browser/explorer',
  'browser/boards',
  'chaos/kill',
  'e2e/roles',
  'e2e/kafka',
  'e2e/clickhouse',
  'browser/journey',
  'browser/reading',
  'browser/people',
  'e2e/fragments',
  'contract/store.test',
  'contract/kafka-wire',
  'contract/ingest',
  'contract/kafka-queue',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.includes(`tests/${name}`))
      return place === -1 ? LONGEST.length : place
    }
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: 2,
    // How long something may be under way on a busy machine; nothing is measured by it.
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{schemas,sdk,collector,dashboard}/src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'tests/architecture/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['tests/{contract,property}/**/*.test.ts', 'sdk/matrix/core/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/{e2e,fuzz,chaos,browser}/**/*.test.ts'],
          // The last resort: whatever is waited for ends earlier, and says what it was.
          testTimeout: 600_000,
          hookTimeout: 300_000,
          // Engines, brokers and browsers of their own: a third of the time is waiting, so three files share two cores.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          // Cases that share a product go in step, and what they wait for is done for all of them at once.
          maxConcurrency: 64,
        },
      },
    ],
  },
})
