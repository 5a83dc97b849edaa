/** What a start prints: where everything is, the first key once, and a snippet to paste. */
import type { FirstStart } from './control/control.ts'
import type { RunInfo } from './run-file.ts'

export function banner(run: RunInfo, dataFolder: string, first: FirstStart): string {
  const lines = [
    '',
    `  Vitrine ${run.version}`,
    '',
    `  Dashboard      ${run.url}`,
    `  OTLP           ${run.otlp}/v1/traces  (HTTP)   ${run.grpc}  (gRPC)`,
    `  Data           ${dataFolder}`,
  ]
  const publicKey = first.pair?.publicKey ?? first.publicKey
  if (publicKey !== undefined) {
    lines.push(`  Project        ${first.project?.name ?? ''}`)
    if (first.pair !== undefined) lines.push(`  Secret key     ${first.pair.key}   (shown this once)`)
    lines.push(`  Public key     ${publicKey}${first.pair === undefined ? '   (shown this once)' : ''}`)
  }
  if (first.password !== undefined) lines.push(`  Password       ${first.password}   (shown this once; user: owner)`)
  lines.push('', ...snippet(run, first), '', '  No application at hand?  npm run demo        Stop:  Ctrl+C', '')
  return lines.join('\n')
}

function snippet(run: RunInfo, first: FirstStart): string[] {
  const key = first.pair?.key ?? '<your key>'
  return [
    '  Send spans from any OpenTelemetry SDK:',
    `    export OTEL_EXPORTER_OTLP_ENDPOINT=${run.otlp}`,
    `    export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer ${key}"`,
  ]
}
