/**
 * A capture with everything taken out that changes from run to run: ids by order of appearance, times from one fixed
 * instant in steps of a millisecond per distinct time, ports, durations, host facts.
 */
const START_NS = 1_772_366_400_000_000_000n
const TIME = /^(?:startTimeUnixNano|endTimeUnixNano|timeUnixNano|observedTimeUnixNano)$/
const ID = /^(?:traceId|spanId|parentSpanId)$/
/** Values that are measured; their presence matters, not their size. */
const MEASURED = /(?:ms|duration|seconds|first_chunk|firstchunk|msto\w+|tokenspersecond|timestamp)$/i
const HOST = /^(?:host|process|os)\.|^telemetry\.sdk\.version$/

export function steadied(bodies) {
  const times = sortedTimes(bodies)
  const ids = new Map()
  const idOf = (id) => {
    if (id === '') return ''
    if (!ids.has(id)) ids.set(id, String(ids.size + 1).padStart(id.length, '0'))
    return ids.get(id)
  }
  const walk = (value, key) => {
    if (Array.isArray(value)) return value.filter((item) => !HOST.test(item?.key ?? '')).map((item) => walk(item, ''))
    if (typeof value === 'object' && value !== null) return walkObject(value, walk)
    if (TIME.test(key)) return String(START_NS + BigInt(times.indexOf(String(value))) * 1_000_000n)
    if (ID.test(key)) return idOf(value)
    return typeof value === 'string' ? value.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:8080') : value
  }
  return walk(bodies, '')
}

function walkObject(value, walk) {
  if (typeof value.key === 'string' && value.key === 'server.port') return { key: value.key, value: { intValue: 8080 } }
  if (value.key === 'exception.stacktrace') return { key: value.key, value: { stringValue: 'Error: as thrown' } }
  if (typeof value.key === 'string' && MEASURED.test(value.key))
    return { key: value.key, value: constantOf(value.value) }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, key)]))
}

function constantOf(value) {
  if ('stringValue' in value) return { stringValue: '2026-03-01T12:00:00.000Z' }
  return 'doubleValue' in value || 'intValue' in value ? { doubleValue: 1.5 } : value
}

function sortedTimes(bodies) {
  const found = new Set()
  const collect = (value, key) => {
    if (Array.isArray(value)) for (const item of value) collect(item, '')
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) collect(inner, name)
    else if (TIME.test(key)) found.add(String(value))
  }
  collect(bodies, '')
  return [...found].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
}
