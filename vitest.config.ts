import { defineConfig } from 'vitest/config'

// Without 'import', 'default' and 'module': they also reach require(), which must not get the ES module of a dual package.
const conditions = ['vitrine-source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Engines, brokers and browsers of their own: tests wait much, so two files at a time share two cores well.
    maxWorkers: 2,
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
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['tests/{contract,property}/**/*.test.ts', 'sdk/matrix/core/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/{e2e,fuzz,chaos,browser}/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
