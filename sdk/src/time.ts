/** Time as spans carry it: Unix time with the fine steps of the performance clock. */
import type { HrTime, TimeInput } from '@opentelemetry/api'

/** A machine that slept, or whose time was set: beyond it the wall clock is right. */
const MAX_DRIFT_MS = 50

let originMs = performance.timeOrigin

/** Unix milliseconds; two calls are never in the wrong order while the wall clock stands. */
function nowMs(): number {
  const passed = performance.now()
  const wall = Date.now()
  if (Math.abs(originMs + passed - wall) > MAX_DRIFT_MS) originMs = wall - passed
  return originMs + passed
}

export function hrTimeOf(time: TimeInput | undefined): HrTime {
  if (Array.isArray(time)) return time
  if (time instanceof Date) return ofMs(time.getTime())
  if (time === undefined) return ofMs(nowMs())
  // As OpenTelemetry reads it: a number before the process began is one of the performance clock.
  return ofMs(time < performance.timeOrigin && time < 1e10 ? originMs + time : time)
}

export function addMs([seconds, nanoseconds]: HrTime, ms: number): HrTime {
  const total = nanoseconds + Math.round(ms * 1e6)
  return [seconds + Math.floor(total / 1e9), total % 1e9]
}

export function isAfter(a: HrTime, b: HrTime): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])
}

function ofMs(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}
