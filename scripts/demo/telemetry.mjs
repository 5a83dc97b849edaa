// The demo has OpenTelemetry's Node SDK, as many applications have: it stays in charge, and Vitrine is one more processor.
// Spans of the SDK and of any other instrumentation go the same way. Without it, `init` alone would do.
import { NodeSDK } from '@opentelemetry/sdk-node'

/** @param {{ sdk: object, url: string, key: string, clock: () => number }} parts the exports of `@vitrine/sdk` and `@vitrine/sdk/otel` */
export function startTelemetry({ sdk, url, key, clock }) {
  sdk.init({ url, key, clock })
  const telemetry = new NodeSDK({
    serviceName: 'tea-shop',
    spanProcessors: [sdk.spanProcessor()],
    // Only traces are sent here; without these two, variables of the environment would bring up more.
    logRecordProcessors: [],
    metricReaders: [],
  })
  telemetry.start()
  return telemetry
}
