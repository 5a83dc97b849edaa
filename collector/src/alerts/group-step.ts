/**
 * One look at an alert that is split: each group takes the step that an alert of its own would take. What changed of all
 * of them is one event, so that one message names them. Pure.
 */
import type { AlertEventKind } from '@vitrine/schemas/api'
import type { AlertRule } from './rule.ts'
import { type AlertState, type Holding, NOTHING_HELD, type Sample, step, unmuted } from './step.ts'

/** How one group stands; all of them are written with each event and each check. */
export interface GroupStanding {
  readonly key: string
  readonly state: Pick<AlertState, 'kind' | 'sinceMs' | 'isTold'>
  readonly holding: Holding
  readonly value: number | null
  readonly n: number | null
  /** End of the last window in which it had a span. */
  readonly seenMs: number
}

export interface GroupChange {
  readonly key: string
  readonly kind: AlertEventKind
  readonly state: AlertState['kind']
  readonly value: number | null
  readonly n: number | null
  readonly tells: boolean
}

export interface GroupSample extends Sample {
  readonly hasAny: boolean
}

export interface Standing {
  readonly state: AlertState
  readonly groups: readonly GroupStanding[]
}

export interface GroupsStep extends Standing {
  /** What is worth a row of the history, what tells first; the first names the whole. */
  readonly changes: readonly GroupChange[]
}

/** A group that has had no span for this long is not looked after any more. */
const FORGET_MS = 7 * 86_400_000
const KINDS: readonly AlertEventKind[] = ['fired', 'unmuted', 'no_data', 'forgotten', 'resolved', 'data_back']

export function stepGroups(
  rule: AlertRule,
  before: Standing,
  look: { readonly endMs: number; readonly samples: ReadonlyMap<string, GroupSample> },
): GroupsStep {
  const { endMs, samples } = look
  const known = new Map(before.groups.map((group) => [group.key, group]))
  const isMuted = before.state.mutedUntilMs !== null && before.state.mutedUntilMs > endMs
  const forgotten = before.groups.filter(({ seenMs }) => endMs - seenMs > FORGET_MS)
  const stepped = [...samples].flatMap(([key, sample]) => {
    const group = known.get(key)
    if (group === undefined ? !sample.hasAny : forgotten.includes(group)) return []
    return [stepGroup(rule, before.state, { key, group, sample })]
  })
  // Of more than can be measured only those are left out that are well, or silent without anybody having heard of it.
  const ended = forgotten.filter(isUnwell).map((group) => changeOf(group, 'forgotten', group.state.isTold && !isMuted))
  const changes = inOrder(rule, [...stepped.flatMap(({ change }) => change ?? []), ...ended])
  const groups = stepped.map(({ group }) => group)
  const isNew = changes.some(({ kind, tells }) => kind === 'fired' || (kind === 'no_data' && tells))
  return { groups, changes, state: overall({ state: before.state, groups }, endMs, isNew) }
}

const isUnwell = ({ state }: GroupStanding) => state.kind === 'firing' || state.isTold

function stepGroup(
  rule: AlertRule,
  whole: AlertState,
  { key, group, sample }: { key: string; group: GroupStanding | undefined; sample: GroupSample },
): { readonly group: GroupStanding; readonly change: GroupChange | undefined } {
  const { endMs, value, n, hasAny } = sample
  const own = group?.state ?? { kind: 'ok', sinceMs: endMs, isTold: false }
  const after = step(rule, { state: { ...whole, ...own }, holding: group?.holding ?? NOTHING_HELD }, sample)
  const { kind, sinceMs, isTold } = after.state
  const seenMs = hasAny ? endMs : (group?.seenMs ?? endMs)
  const standing = { key, state: { kind, sinceMs, isTold }, holding: after.holding, value, n, seenMs }
  const { event } = after
  const isNoted = event !== undefined && isWorthNoting(rule, own, event)
  return { group: standing, change: isNoted ? changeOf(standing, event.kind, event.tells) : undefined }
}

/** Users come and go: that a group which was well falls silent is news only where somebody asked for it. */
function isWorthNoting(
  rule: AlertRule,
  before: GroupStanding['state'],
  event: { readonly kind: AlertEventKind; readonly tells: boolean },
): boolean {
  if (event.tells || rule.noData === 'notify') return true
  if (event.kind === 'no_data') return before.kind === 'firing'
  return event.kind !== 'data_back' || before.isTold
}

function changeOf(group: GroupStanding, kind: AlertEventKind, tells: boolean): GroupChange {
  const { key, state, value, n } = group
  return { key, kind, tells, value, n, state: kind === 'forgotten' ? 'ok' : state.kind }
}

function inOrder(rule: AlertRule, changes: readonly GroupChange[]): readonly GroupChange[] {
  const sign = rule.condition === 'above' ? -1 : 1
  const rank = ({ tells, kind }: GroupChange) => (tells ? 0 : KINDS.length) + KINDS.indexOf(kind)
  const alarm = ({ value }: GroupChange) => (value === null ? 0 : sign * value)
  return [...changes].sort((a, b) => rank(a) - rank(b) || alarm(a) - alarm(b) || (a.key < b.key ? -1 : 1))
}

/** The looks in their order, each with all groups. */
export function groupLooks(
  { firstEndMs, looks }: { readonly firstEndMs: number; readonly looks: number },
  everyMs: number,
  byGroup: ReadonlyMap<string, readonly GroupSample[]>,
): readonly { readonly endMs: number; readonly samples: ReadonlyMap<string, GroupSample> }[] {
  return Array.from({ length: looks }, (_, index) => ({
    endMs: firstEndMs + index * everyMs,
    samples: new Map(
      [...byGroup].flatMap(([key, samples]) => {
        const sample = samples[index]
        return sample === undefined ? [] : [[key, sample] as const]
      }),
    ),
  }))
}

/** The value of the group that is nearest to an alarm, or farthest beyond it. */
export function worstOf(
  { condition }: Pick<AlertRule, 'condition'>,
  samples: readonly Pick<Sample, 'value'>[],
): number | null {
  const values = samples.flatMap(({ value }) => value ?? [])
  return values.reduce<number | null>((worst, value) => {
    if (worst === null) return value
    return condition === 'above' ? Math.max(worst, value) : Math.min(worst, value)
  }, null)
}

/** The worst of its groups: what the list of alerts shows. Silent groups matter where somebody heard of it, or all are. */
export function overall({ state, groups }: Standing, atMs: number, isNew: boolean): AlertState {
  const is = (kind: AlertState['kind']) => (group: GroupStanding) => group.state.kind === kind
  const silent = groups.filter(is('no_data'))
  const isSilent = silent.some(({ state: own }) => own.isTold) || (silent.length > 0 && silent.length === groups.length)
  const kind = groups.some(is('firing')) ? 'firing' : isSilent ? 'no_data' : 'ok'
  return {
    ...state,
    kind,
    sinceMs: kind === state.kind && state.sinceMs > 0 ? state.sinceMs : atMs,
    isTold: groups.some((group) => group.state.isTold),
    // Whoever looks after it has not seen what is new.
    acknowledged: kind === 'ok' || isNew ? null : state.acknowledged,
  }
}

/** The end of a mute, of each group. */
export function unmutedGroups(rule: AlertRule, { state, groups }: Standing): GroupsStep {
  const each = groups.map((group) => {
    const after = unmuted(rule, { ...state, ...group.state })
    const { kind, sinceMs, isTold } = after.state
    return { group: { ...group, state: { kind, sinceMs, isTold } }, tells: after.tells }
  })
  const changes = each.filter(({ tells }) => tells).map(({ group }) => changeOf(group, 'unmuted', true))
  const after = each.map(({ group }) => group)
  const whole = { ...state, mutedUntilMs: null }
  const kinds = (change: GroupChange) => ['firing', 'no_data', 'ok'].indexOf(change.state)
  return {
    groups: after,
    changes: [...inOrder(rule, changes)].sort((a, b) => kinds(a) - kinds(b)),
    state: { ...whole, isTold: after.some((group) => group.state.isTold) },
  }
}

/** Groups that somebody was told of, when the whole ends. */
export function toldGroups(groups: readonly GroupStanding[], kind: 'changed' | 'deleted'): readonly GroupChange[] {
  return groups.filter(({ state }) => state.isTold).map((group) => ({ ...changeOf(group, kind, true), state: 'ok' }))
}
