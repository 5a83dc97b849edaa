/** What an alert would have done in the last seven days, by the very looks and steps that the clock takes. */

import { groupSamplesOf } from './group-samples.ts'
import { worstOf } from './group-step.ts'
import { type Looks, type Sources, samplesOf, WEEK_MS } from './measure.ts'
import { type Behind, behindOf } from './message.ts'
import { type AlertRule, everySecondsOf } from './rule.ts'
import { type AlertState, firstState, type Holding, NOTHING_HELD, type Sample, step } from './step.ts'

export interface Fired {
  /** Of an alert that is split. */
  readonly group: string | undefined
  readonly fromMs: number
  /** Undefined: it still fires. */
  readonly toMs: number | undefined
  readonly behind: Behind | undefined
}

export interface Preview {
  readonly everySeconds: number
  /** Of an alert that is split: the worst group at each look. */
  readonly samples: readonly Pick<Sample, 'endMs' | 'value'>[]
  readonly groups: number
  readonly leftOut: number
  /** The oldest first. */
  readonly fired: readonly Fired[]
}

export async function previewOf(rule: AlertRule, nowMs: number, sources: Sources): Promise<Preview> {
  const everyMs = everySecondsOf(rule) * 1000
  const newest = Math.floor(nowMs / everyMs) * everyMs
  const looks = { firstEndMs: newest - WEEK_MS + everyMs, looks: WEEK_MS / everyMs }
  const everySeconds = everyMs / 1000
  if (rule.by !== undefined) return { everySeconds, ...(await previewGroups(rule, looks, sources)) }
  const samples = await samplesOf(rule, looks, sources)
  const fired = firedIn(rule, { samples, group: undefined }, sources.budgetOf)
  return { everySeconds, samples, groups: 0, leftOut: 0, fired }
}

async function previewGroups(rule: AlertRule, looks: Looks, sources: Sources): Promise<Omit<Preview, 'everySeconds'>> {
  const { byGroup, leftOut } = await groupSamplesOf(rule, { looks, known: [] }, sources)
  // A group begins with its first span, as it does for the clock.
  const each = [...byGroup].map(([group, samples]) => ({
    group,
    samples: samples.slice(samples.findIndex(({ hasAny }) => hasAny)),
  }))
  const fired = each.flatMap((one) => firedIn(rule, one, sources.budgetOf)).sort((a, b) => a.fromMs - b.fromMs)
  const everyMs = everySecondsOf(rule) * 1000
  const at = Array.from({ length: looks.looks }, (): Pick<Sample, 'value'>[] => [])
  for (const { samples } of each) {
    for (const sample of samples) at[(sample.endMs - looks.firstEndMs) / everyMs]?.push(sample)
  }
  const samples = at.map((values, index) => ({
    endMs: looks.firstEndMs + index * everyMs,
    value: worstOf(rule, values),
  }))
  return { samples, groups: byGroup.size, leftOut, fired }
}

function firedIn(
  rule: AlertRule,
  { samples, group }: { readonly samples: readonly Sample[]; readonly group: string | undefined },
  budgetOf: Sources['budgetOf'],
): readonly Fired[] {
  const fired: Fired[] = []
  const groups = group === undefined ? undefined : [group]
  let before: { state: AlertState; holding: Holding } = { state: firstState(0), holding: NOTHING_HELD }
  for (const sample of samples) {
    const after = step(rule, before, sample)
    if (after.event?.kind === 'fired') {
      const behind = behindOf(rule, sample.endMs, { budgetOf, groups })
      fired.push({ group, fromMs: sample.endMs, toMs: undefined, behind })
    } else if (before.state.kind === 'firing' && after.state.kind !== 'firing') {
      const last = fired.pop()
      if (last !== undefined) fired.push({ ...last, toMs: sample.endMs })
    }
    before = after
  }
  return fired
}
