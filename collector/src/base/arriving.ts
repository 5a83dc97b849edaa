/**
 * Traces that are being stored at this moment. Whoever asks for one that is not there yet waits for it, instead of
 * asking again and again: each such read takes from the batch the cores that it needs.
 */
export interface ArrivingTrace {
  readonly projectId: string
  readonly traceId: string
  readonly facts: { readonly client_trace_id: string }
}

/** A batch on its way into the store. */
export interface Arrival {
  hold(traces: readonly ArrivingTrace[]): void
  /** What it holds can be read, or will not come. */
  settle(): void
  /** All is known of its traces, so that nobody need ask here. */
  end(): void
}

/** Resolves with the trace once it can be read; undefined: no batch holds one, or it takes too long. */
export type Await = (isAsked: (trace: ArrivingTrace) => boolean) => Promise<ArrivingTrace | undefined>

export interface Arriving {
  begin(): Arrival
  /** To be taken before a look into the store: what is stored between the two is not missed. */
  watch(): Await
  /** A batch is on its way: what can wait gives way to it. */
  readonly isAny: boolean
}

/** Under load a batch takes longer, and an answer that says so is better than none. */
const MAX_WAIT_MS = 500
/** For what a batch holds: most that is asked for is in none, and needs not wait for a large one to be derived. */
const MAX_DOUBT_MS = 50

interface Batch {
  readonly traces: Promise<readonly ArrivingTrace[]>
  readonly stored: Promise<void>
}

export function createArriving({ maxWaitMs = MAX_WAIT_MS, maxDoubtMs = MAX_DOUBT_MS } = {}): Arriving {
  const batches = new Set<Batch>()
  return {
    get isAny() {
      return batches.size > 0
    },
    begin: () => {
      let hold: Arrival['hold'] = () => {}
      let finish = () => {}
      const batch = {
        traces: new Promise<readonly ArrivingTrace[]>((resolve) => (hold = resolve)),
        stored: new Promise<void>((resolve) => (finish = resolve)),
      }
      batches.add(batch)
      const settle = () => {
        hold([])
        finish()
      }
      const end = () => {
        settle()
        batches.delete(batch)
      }
      return { hold, settle, end }
    },
    watch: () => {
      const before = [...batches]
      return async (isAsked) => {
        const all = new Set([...before, ...batches])
        if (all.size === 0) return undefined
        const held = await within(maxDoubtMs, firstOf(all, isAsked))
        const isStored = held !== undefined && (await within(maxWaitMs, held.stored.then(yes)))
        return isStored === true ? held?.trace : undefined
      }
    },
  }
}

async function firstOf(
  batches: Iterable<Batch>,
  isAsked: (trace: ArrivingTrace) => boolean,
): Promise<{ readonly trace: ArrivingTrace; readonly stored: Promise<void> } | undefined> {
  for (const { traces, stored } of batches) {
    const trace = (await traces).find(isAsked)
    if (trace !== undefined) return { trace, stored }
  }
  return undefined
}

const yes = () => true as const

async function within<T>(ms: number, result: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}
