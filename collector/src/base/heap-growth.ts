/**
 * How far a heap grows before all of it is marked. Left alone, V8 lets a small heap grow by a few megabytes only: while a
 * backlog is worked off, two heaps of 13 and 40 MB are then marked three times a second each, a tenth of all the work.
 */
import { setFlagsFromString } from 'node:v8'

/** In per cent of what was alive after the last marking. */
const GROWTH_PERCENT = 100

/** For this process and the workers that it starts afterwards. */
export function letHeapsDouble(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}
