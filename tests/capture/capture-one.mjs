/** One capture in a process of its own: `node capture-one.mjs <set> <case> <folder>`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startProvider } from './provider.mjs'
import { instrumentationsOf, programOf } from './sets.mjs'
import { steadied } from './steady.mjs'
import { startTelemetry } from './telemetry.mjs'

const [set, name, folder] = process.argv.slice(2)
const provider = await startProvider()
const telemetry = await startTelemetry(await instrumentationsOf(set, name))
const { run } = await programOf(set)
await run(name, { url: provider.url, tracer: telemetry.tracer })
const bodies = await telemetry.bodies()
provider.close()
if (bodies.traces.length === 0) console.log(`${set}-${name}: nothing was exported`)
else {
  const capture = steadied({
    traces: merged(bodies.traces, 'resourceSpans'),
    logs: merged(bodies.logs, 'resourceLogs'),
  })
  const write = (ending, body) =>
    writeFileSync(join(folder, `${set}-${name}${ending}.json`), `${JSON.stringify(body, null, 1)}\n`)
  write('', capture.traces)
  if (bodies.logs.length > 0) write('.logs', capture.logs)
}
process.exit(0)

function merged(list, key) {
  return { [key]: list.flatMap((body) => body[key]) }
}
