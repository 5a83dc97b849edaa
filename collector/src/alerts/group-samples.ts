/** What an alert that is split sees: its groups, measured by one read however many they are. */
import { type Look, queryLargestGroups, querySlidingGroups } from '../query/sliding.ts'
import type { GroupSample, GroupStanding } from './group-step.ts'
import { type Looks, type Sources, sampleOf, slidingRequest, WEEK_MS } from './measure.ts'
import { type AlertRule, measuredBy, splitOf } from './rule.ts'

/** Groups that one alert measures at a time: a split by user may have any number of them. */
export const MOST_GROUPS = 50

/** Values of one read: a preview of a week of minutes takes fewer groups, so that nobody else waits for it. */
const MOST_VALUES = 200_000

export interface GroupSamples {
  readonly byGroup: ReadonlyMap<string, readonly GroupSample[]>
  /** Groups that had spans and were not measured. */
  readonly leftOut: number
}

export async function groupSamplesOf(
  rule: AlertRule,
  { looks, known }: { readonly looks: Looks; readonly known: readonly GroupStanding[] },
  { store, scope, signal }: Sources,
): Promise<GroupSamples> {
  const measured = measuredBy(rule)
  const key = splitOf(rule)
  if (measured.kind === 'budget' || key === undefined) return { byGroup: new Map(), leftOut: 0 }
  const request = slidingRequest(rule, measured, looks)
  const limit = Math.min(MOST_GROUPS, Math.floor(MOST_VALUES / looks.looks))
  const largest = await queryLargestGroups(store, scope, { request, key, limit }, signal)
  const split = { key, values: chosen(known, largest.values).slice(0, limit) }
  const [now, before] = await Promise.all([
    querySlidingGroups(store, scope, { request, split }, signal),
    rule.compare === 'last_week'
      ? querySlidingGroups(store, scope, { request: weekBefore(request), split }, signal)
      : undefined,
  ])
  const byGroup = new Map(
    [...now].map(([value, each]) => [
      value,
      each.map((look, index) => ({ ...sampleOf(rule, look, before && at(before, value, index)), hasAny: look.hasAny })),
    ]),
  )
  const met = [...now.values()].filter((each) => each.some(({ hasAny }) => hasAny)).length
  return { byGroup, leftOut: Math.max(0, largest.groups - met) }
}

/** What is not well is measured until it is; then come the largest, then those that were there before. */
function chosen(known: readonly GroupStanding[], largest: readonly string[]): readonly string[] {
  const isUnsettled = ({ state, holding }: GroupStanding) =>
    state.kind === 'firing' || state.isTold || holding.breachSinceMs !== null
  const unsettled = known.filter(isUnsettled)
  const settled = known.filter((group) => !isUnsettled(group)).sort((a, b) => b.seenMs - a.seenMs)
  const keys = [...unsettled.map(({ key }) => key), ...largest, ...settled.map(({ key }) => key)]
  return [...new Set(keys)]
}

const at = (looks: ReadonlyMap<string, readonly Look[]>, value: string, index: number) => ({
  look: looks.get(value)?.[index],
})

function weekBefore<Request extends { readonly firstEndNs: bigint }>(request: Request): Request {
  return { ...request, firstEndNs: request.firstEndNs - BigInt(WEEK_MS) * 1_000_000n }
}
