/**
 * `node --import @vitrine/sdk/register app.js`: model calls become spans without a line of code, in ES modules and
 * CommonJS. Where OpenTelemetry's Node SDK is installed and the application does not set it up itself, it is brought up
 * with our processor at the first span; otherwise the SDK's own tracer does.
 */
import { createRequire } from 'node:module'
import { debugOnce } from './drops.ts'
import { spanProcessor } from './otel.ts'
import { watchModules } from './register/modules.ts'
import { bringUpWith, flush, settings } from './runtime.ts'
import { guard } from './wrap-method.ts'

/** A short script ends before anything is sent; it waits so long at its end, and no longer. */
const EXIT_FLUSH_MS = 300

const { traces, disabled } = settings()
if (traces === undefined || disabled) {
  debugOnce('nothing is observed: set VITRINE_URL and VITRINE_KEY, or OTEL_EXPORTER_OTLP_ENDPOINT')
} else {
  guard(watchModules, undefined)
  let isOver = false
  process.on('beforeExit', () => {
    if (isOver) return
    isOver = true
    void flush(EXIT_FLUSH_MS)
  })
  const NodeSDK = nodeSdk()
  if (NodeSDK !== undefined)
    bringUpWith(() => {
      new NodeSDK({ spanProcessors: [spanProcessor()], logRecordProcessors: [], metricReaders: [] }).start()
    })
}

type NodeSdkClass = new (options: object) => { start(): void }

/**
 * Loaded now and not at the first span: that one would wait for it. Nothing is awaited, so that `--require` and a
 * CommonJS application's first line can load this module as well.
 */
function nodeSdk(): NodeSdkClass | undefined {
  try {
    const requireOfApplication = createRequire(`${process.cwd()}/package.json`)
    return (requireOfApplication('@opentelemetry/sdk-node') as { NodeSDK?: NodeSdkClass }).NodeSDK
  } catch {
    return undefined
  }
}
