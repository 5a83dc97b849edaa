import type { Metrics } from './metrics.ts'

/** What a process waits for before it takes work; a balancer and an orchestrator read it from /api/v1/ready. */
export interface Readiness {
  /** `isThere` may ask a dependency; when it throws, the part is not there. */
  add(name: string, isThere: () => boolean | Promise<boolean>): void
  /** Names of what is not there; empty when the process takes work. */
  waitingFor(): Promise<readonly string[]>
  parts(): readonly string[]
}

/** A dependency that does not answer is not there: whoever asks has a time limit of a second or so. */
const PATIENCE_MS = 2_000

export function createReadiness(): Readiness {
  const checks: { readonly name: string; readonly isThere: () => boolean | Promise<boolean> }[] = []
  return {
    add: (name, isThere) => {
      checks.push({ name, isThere })
    },
    parts: () => checks.map(({ name }) => name),
    waitingFor: async () => {
      const answers = await Promise.all(checks.map(async ({ isThere }) => await inTime(isThere)))
      return checks.filter((_, index) => answers[index] !== true).map(({ name }) => name)
    },
  }
}

async function inTime(isThere: () => boolean | Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  try {
    return await Promise.race([isThere(), late])
  } catch {
    // Asked whether it is there, it failed: that is an answer. Whoever works with it logs why.
    return false
  } finally {
    clearTimeout(timer)
  }
}

/** 1 for each part that is there, and 0 for each that is waited for. */
export async function showReadiness(metrics: Metrics, readiness: Readiness): Promise<void> {
  const waiting = new Set(await readiness.waitingFor())
  for (const part of readiness.parts()) metrics.gauges.vitrine_ready.set({ part }, waiting.has(part) ? 0 : 1)
}
