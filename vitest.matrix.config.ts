import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** `npm run test:matrix`: the client libraries that are not part of every run. */
const { resolve, ssr } = base as { resolve: object; ssr: object }

export default mergeConfig(
  { resolve, ssr },
  defineConfig({
    test: {
      include: ['sdk/matrix/{core,wide,newer,runtimes,bundlers}/*.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      fileParallelism: false,
    },
  }),
)
