/** Something is broken while clients that retry send; afterwards it is counted what became of what they were promised. */
import { readFileSync } from 'node:fs'
import { type Product, until } from './product.ts'
import { allSpanIds, type SenderHabits, type Sent, sender } from './senders.ts'

/** One in CI; `npm run chaos -- --rounds N` does more, and writes the table from what is noted. */
export const CHAOS_ROUNDS = Number(process.env.VITRINE_CHAOS_ROUNDS ?? 1)
/** Longer than all waits of a scene together: each of those says what it waited for. */
export const CHAOS_TIMEOUT_MS = 600_000 * CHAOS_ROUNDS
/** The same faults in the same order: a seed that found something finds it again. */
export const CHAOS_SEED = Number(process.env.VITRINE_CHAOS_SEED ?? 20_260_101)

export interface Found {
  readonly acked: number
  readonly lost: number
  readonly twice: number
  /** Spans that were delivered again, and counted once. */
  readonly repeats: number
  readonly balanced: boolean
  readonly longestGapSeconds: number
  /** Of the largest process. */
  readonly memoryMaxMb: number
}

interface Books {
  readonly balanced: boolean
  readonly lost: number
  readonly waiting: number
  readonly spans: number
  readonly repeats: number
}

export interface Scene {
  /** One that runs already, if there is one. */
  readonly product?: Product
  readonly start: () => Promise<Product>
  /** Of each door. */
  readonly senders?: number
  readonly habits?: SenderHabits
  /** Where roles are processes of their own: addresses that take spans, who answers questions, and all of them. */
  readonly doors?: readonly string[]
  readonly reader?: Product
  readonly pids?: () => readonly number[]
}

export interface Hands {
  readonly product: Product
  /** Ends the process by this signal, or waits for an end that it brings about itself, and starts it again. */
  restart(signal?: NodeJS.Signals): Promise<void>
  /** Resolves when so many spans more were acknowledged. */
  moreAnswers(count: number): Promise<void>
  /** Nobody sends, and no request is under way, while this is done. */
  quiet(work: () => Promise<void>): Promise<void>
}

const SENDERS = 4
const LOOK_EVERY_MS = 100
const AFTER_MS = 120_000
const DRAIN_MS = 150_000 * CHAOS_ROUNDS

/** Leaves the process running. */
export async function underLoad(
  scene: Scene,
  fault: (hands: Hands) => Promise<void>,
): Promise<Found & { product: Product }> {
  let product = scene.product ?? (await scene.start())
  const sent: Sent = { acked: new Set(), attempted: new Set() }
  const send = () => startSenders(scene.doors ?? [product.otlp], sent, scene)
  let clients = send()
  const watch = watchAll(sent, scene.pids ?? (() => [product.pid]))
  const answersBeyond = (count: number) =>
    until('answers', async () => (sent.acked.size > count ? true : undefined), AFTER_MS)
  const hands: Hands = {
    get product() {
      return product
    },
    restart: async (signal = 'SIGKILL') => {
      await product.stop(signal)
      product = await scene.start()
    },
    moreAnswers: async (count) => void (await answersBeyond(sent.acked.size + count)),
    quiet: async (work) => {
      await clients.stop()
      await work()
      clients = send()
    },
  }
  try {
    await answersBeyond(0)
    await fault(hands)
    await answersBeyond(sent.acked.size)
  } finally {
    watch.stop()
    await clients.stop()
  }
  return { product, ...(await whatBecameOf(sent, scene.reader ?? product)), ...watch.found() }
}

function startSenders(doors: readonly string[], sent: Sent, { senders = SENDERS, habits = {} }: Scene) {
  const state = { stopped: false }
  const running = doors.flatMap((door) => Array.from({ length: senders }, () => sender(door, sent, state, habits)))
  return {
    stop: async () => {
      state.stopped = true
      await Promise.all(running)
    },
  }
}

async function whatBecameOf(sent: Sent, product: Product) {
  await product.drained({ timeoutMs: DRAIN_MS })
  const ids = await allSpanIds(product)
  const unique = new Set(ids)
  const { total } = await until('the books', () => product.api<{ total: Books }>('/ledger'), AFTER_MS)
  const isRight = total.balanced && total.lost === 0 && total.waiting === 0 && total.spans === ids.length
  if (!isRight) console.log(JSON.stringify(total))
  return {
    acked: sent.acked.size,
    lost: [...sent.acked].filter((id) => !unique.has(id)).length,
    twice: ids.length - unique.size,
    repeats: total.repeats,
    balanced: isRight,
  }
}

function watchAll(sent: Sent, pids: () => readonly number[]) {
  let [size, since, longest, memory] = [0, performance.now(), 0, 0]
  const timer = setInterval(() => {
    if (sent.acked.size === size) longest = Math.max(longest, performance.now() - since)
    else [size, since] = [sent.acked.size, performance.now()]
    memory = Math.max(memory, ...pids().map(residentBytes))
  }, LOOK_EVERY_MS)
  return {
    stop: () => clearInterval(timer),
    found: () => ({ longestGapSeconds: Number((longest / 1000).toFixed(1)), memoryMaxMb: Math.round(memory / 1e6) }),
  }
}

/** 0 while there is no such process. */
function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
