/**
 * Messages that have to be told. What is in it follows from the events in the store, so a restart forgets none; each
 * attempt is claimed by a row before it is made and its result is another, so none is told twice: a process that sees
 * that another claimed the same attempt before it leaves it alone. Messages of one alert to one channel keep their order.
 */
import type { Clock } from '../base/clock.ts'
import { messageOf as textOfError } from '../base/errors.ts'
import type { Store } from '../store/store.ts'
import type { Sent } from './channels/sent.ts'
import { deliveryIdOf } from './message.ts'
import { type AlertEventRecord, type AttemptRecord, type AttemptState, listAttempts, writeAttempt } from './records.ts'

export interface Outbox {
  /** Takes up what the store says is not told yet. */
  load(events: readonly AlertEventRecord[]): Promise<void>
  add(event: AlertEventRecord): void
  /** Makes the attempts that are due; resolves when they are made. */
  drain(): Promise<void>
}

export interface OutboxOptions {
  readonly store: Store
  readonly clock: Clock
  /** Names this process in its claims. */
  readonly owner: string
  readonly send: (event: AlertEventRecord, channelId: string) => Promise<Sent>
  readonly onError: (error: unknown) => void
}

interface Waiting {
  readonly event: AlertEventRecord
  readonly channelId: string
  readonly deliveryId: string
  attempts: number
  nextMs: number
  /** What came of an attempt, until it is written: what was sent is not sent again because the store was away. */
  outcome: Outcome | undefined
}

interface Outcome {
  readonly state: AttemptState
  readonly why: string
  readonly nextMs: number
}

const MINUTE_MS = 60_000
/** After each attempt that failed; then the message is given up. */
export const RETRY_MS = [10_000, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 180 * MINUTE_MS]
/** A claim whose owner said nothing more for this long is that of a process that died. */
const CLAIM_MS = 2 * MINUTE_MS

export function createOutbox({ store, clock, owner, send, onError }: OutboxOptions): Outbox {
  const waiting = new Map<string, Waiting>()
  let draining: Promise<void> | undefined

  function add(event: AlertEventRecord): void {
    for (const channelId of event.tell) {
      const deliveryId = deliveryIdOf(event, channelId)
      if (waiting.has(deliveryId)) continue
      waiting.set(deliveryId, { event, channelId, deliveryId, attempts: 0, nextMs: 0, outcome: undefined })
    }
  }

  async function note(each: Waiting, state: AttemptState, error = '', nextMs = 0): Promise<void> {
    const { event, channelId, deliveryId, attempts } = each
    const { projectId, alertId, seq } = event
    const place = { projectId, alertId, seq, channelId, deliveryId, attempt: attempts }
    await writeAttempt(store, { ...place, state, owner, error: error.slice(0, 500), nextMs }, clock.nowNs())
  }

  /** Takes over what the rows say; false when it is told, given up, or somebody else's turn. */
  function follow(each: Waiting, made: readonly AttemptRecord[]): boolean {
    const last = made.findLast(({ state }) => state !== 'sending')
    if (last?.state === 'sent' || last?.state === 'failed') {
      waiting.delete(each.deliveryId)
      return false
    }
    each.attempts = Math.max(each.attempts, ...made.map(({ attempt }) => attempt))
    if (last?.state === 'retry' && last.attempt === each.attempts) each.nextMs = Math.max(each.nextMs, last.nextMs)
    return true
  }

  /** Insert, then read: of two that claim at once, the one whose row the store took first goes on. */
  async function claim(each: Waiting): Promise<boolean> {
    const before = (await listAttempts(store, [each.deliveryId])).get(each.deliveryId) ?? []
    if (!follow(each, before) || each.nextMs > clock.nowMs()) return false
    const open = before.findLast(({ attempt }) => attempt === each.attempts)
    const isUnderWay = open?.state === 'sending' && open.owner !== owner
    if (isUnderWay && clock.nowMs() - open.nextMs < CLAIM_MS) {
      each.nextMs = open.nextMs + CLAIM_MS
      return false
    }
    each.attempts += 1
    // A claim says when it was made where a result says when the next attempt is.
    await note(each, 'sending', '', clock.nowMs())
    const after = (await listAttempts(store, [each.deliveryId])).get(each.deliveryId) ?? []
    const [first] = after.filter(({ attempt, state }) => attempt === each.attempts && state === 'sending')
    return first?.owner === owner
  }

  async function tell(each: Waiting): Promise<void> {
    if (each.outcome === undefined && !(await claim(each))) return
    each.outcome ??= await attempt(each)
    const { state, why, nextMs } = each.outcome
    await note(each, state, why, nextMs)
    each.outcome = undefined
    each.nextMs = nextMs
    if (state !== 'retry') waiting.delete(each.deliveryId)
  }

  async function attempt({ event, channelId, attempts }: Waiting): Promise<Outcome> {
    const sent = await send(event, channelId).catch(
      (error: unknown): Sent => ({ kind: 'retry', why: textOfError(error) }),
    )
    if (sent.kind === 'sent') return { state: 'sent', why: '', nextMs: 0 }
    const pauseMs = sent.kind === 'retry' ? RETRY_MS[attempts - 1] : undefined
    if (pauseMs === undefined) return { state: 'failed', why: sent.why, nextMs: 0 }
    return { state: 'retry', why: sent.why, nextMs: clock.nowMs() + pauseMs }
  }

  /** The oldest of each alert and channel, where it is due. */
  function due(): readonly Waiting[] {
    const firsts = new Map<string, Waiting>()
    for (const each of waiting.values()) {
      const key = JSON.stringify([each.event.projectId, each.event.alertId, each.channelId])
      const known = firsts.get(key)
      if (known === undefined || each.event.seq < known.event.seq) firsts.set(key, each)
    }
    return [...firsts.values()].filter(({ nextMs }) => nextMs <= clock.nowMs())
  }

  async function drainAll(): Promise<void> {
    const tried = new Set<string>()
    for (;;) {
      const now = due().filter(({ deliveryId }) => !tried.has(deliveryId))
      if (now.length === 0) return
      for (const { deliveryId } of now) tried.add(deliveryId)
      await Promise.all(now.map((each) => tell(each).catch(onError)))
    }
  }

  return {
    add,
    load: async (events) => {
      waiting.clear()
      for (const event of events) add(event)
      const made = await listAttempts(store, [...waiting.keys()])
      for (const each of [...waiting.values()]) follow(each, made.get(each.deliveryId) ?? [])
    },
    drain: async () => {
      draining ??= drainAll().finally(() => {
        draining = undefined
      })
      await draining
    },
  }
}
