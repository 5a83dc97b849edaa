/** OpenTelemetry for one capture: everything that is exported comes back as OTLP/JSON bodies. */
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { logs } from '@opentelemetry/api-logs'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

const LATER = { scheduledDelayMillis: 60_000 }

export async function startTelemetry(instrumentations) {
  const sink = await startSink()
  const resource = resourceFromAttributes({ 'service.name': 'capture', 'deployment.environment.name': 'test' })
  const spans = new BatchSpanProcessor(new OTLPTraceExporter({ url: `${sink.url}/v1/traces` }), LATER)
  const records = new BatchLogRecordProcessor({
    exporter: new OTLPLogExporter({ url: `${sink.url}/v1/logs` }),
    ...LATER,
  })
  const tracerProvider = new NodeTracerProvider({ resource, spanProcessors: [spans] })
  const loggerProvider = new LoggerProvider({ resource, processors: [records] })
  tracerProvider.register()
  logs.setGlobalLoggerProvider(loggerProvider)
  registerInstrumentations({ instrumentations, tracerProvider, loggerProvider })
  return {
    tracer: tracerProvider.getTracer('capture'),
    async bodies() {
      await tracerProvider.shutdown()
      await loggerProvider.shutdown()
      sink.close()
      return sink.bodies
    },
  }
}

async function startSink() {
  const bodies = { traces: [], logs: [] }
  const server = createServer((request, response) => void take(request, response))
  async function take(request, response) {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString()
    if (request.url.endsWith('/v1/traces')) bodies.traces.push(JSON.parse(text))
    if (request.url.endsWith('/v1/logs')) bodies.logs.push(JSON.parse(text))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{}')
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}`, bodies, close: () => server.close() }
}
