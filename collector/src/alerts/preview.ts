/** What an alert would have done in the last seven days, by the very looks and steps that the clock takes. */

import { type Sources, samplesOf } from './measure.ts'
import { type Behind, behindOf } from './message.ts'
import { type AlertRule, everySecondsOf } from './rule.ts'
import { type AlertState, firstState, type Holding, NOTHING_HELD, type Sample, step } from './step.ts'

export interface Fired {
  readonly fromMs: number
  /** Undefined: it still fires. */
  readonly toMs: number | undefined
  readonly behind: Behind | undefined
}

export interface Preview {
  readonly everySeconds: number
  readonly samples: readonly Sample[]
  readonly fired: readonly Fired[]
}

const WEEK_MS = 7 * 86_400_000

export async function previewOf(rule: AlertRule, nowMs: number, sources: Sources): Promise<Preview> {
  const everyMs = everySecondsOf(rule) * 1000
  const newest = Math.floor(nowMs / everyMs) * everyMs
  const firstEndMs = newest - WEEK_MS + everyMs
  const samples = await samplesOf(rule, { firstEndMs, looks: WEEK_MS / everyMs }, sources)
  return { everySeconds: everyMs / 1000, samples, fired: firedIn(rule, samples, sources.budgetOf) }
}

function firedIn(rule: AlertRule, samples: readonly Sample[], budgetOf: Sources['budgetOf']): readonly Fired[] {
  const fired: Fired[] = []
  let before: { state: AlertState; holding: Holding } = { state: firstState(0), holding: NOTHING_HELD }
  for (const sample of samples) {
    const after = step(rule, before, sample)
    if (after.event?.kind === 'fired') {
      fired.push({ fromMs: sample.endMs, toMs: undefined, behind: behindOf(rule, sample.endMs, budgetOf) })
    } else if (before.state.kind === 'firing' && after.state.kind !== 'firing') {
      const last = fired.pop()
      if (last !== undefined) fired.push({ ...last, toMs: sample.endMs })
    }
    before = after
  }
  return fired
}
