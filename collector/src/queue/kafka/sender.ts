/**
 * Appends to a topic. What comes while requests are under way is sent together. Not idempotent: with concurrent
 * requests kafkajs' idempotent producer acknowledges messages that it did not write. A request without an answer is
 * sent again, to another partition since a broker that died takes its partitions with it; it may then be there
 * twice, and counts once. After the deadline the caller is told to come later.
 */
import type { Producer } from 'kafkajs'
import type { Clock } from '../../base/clock.ts'
import { AppError, messageOf } from '../../base/errors.ts'
import { QueueFull } from '../queue.ts'
import { kafkaError, typeOfError } from './client.ts'

export interface NewMessage {
  readonly key?: string
  readonly value: Buffer | null
  readonly headers?: Record<string, string>
}

export interface Sender {
  /** Resolves when all in-sync replicas have it. Throws QueueFull, or AppError when the deadline has passed. */
  send(message: NewMessage): Promise<{ partition: number; offset: number }>
  readonly outstandingBytes: number
  /** Resolves when everything sent so far is settled. */
  idle(): Promise<void>
}

export interface SenderOptions {
  readonly producer: Pick<Producer, 'send'>
  readonly topic: string
  /** Asked before each request; the topic may get more. */
  readonly partitions: () => readonly number[]
  /** Memory for what is not acknowledged yet. */
  readonly maxOutstandingBytes: number
  readonly deadlineMs: number
  /** Requests at once. 1 keeps the order of everything sent, also over retries. */
  readonly maxRequests: number
  readonly clock: Clock
  readonly pause?: (ms: number) => Promise<void>
}

interface Pending {
  readonly message: NewMessage
  readonly bytes: number
  readonly startedMs: number
  settle(outcome: { partition: number; offset: number } | Error): void
}

/** A request beyond this gains no throughput and holds the loop longer. */
const REQUEST_MAX_BYTES = 1024 * 1024
const RETRY_STEP_MS = 250
const FULL_RETRY_MS = 2_000
/** The broker's own patience with its replicas. */
const ACK_TIMEOUT_MS = 10_000

export function createSender(options: SenderOptions): Sender {
  const pause = options.pause ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)))
  let waiting: Pending[] = []
  let requests = 0
  let outstandingBytes = 0
  let isScheduled = false
  let turn = Math.floor(Math.random() * 1000)
  const idlers = new Set<() => void>()

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    // A turn later, so that all appends of this turn meet in one request.
    setImmediate(() => {
      isScheduled = false
      while (waiting.length > 0 && requests < options.maxRequests) void request(takeGroup())
    })
  }

  function takeGroup(): readonly Pending[] {
    let bytes = 0
    let count = 0
    for (const one of waiting) {
      if (count > 0 && bytes + one.bytes > REQUEST_MAX_BYTES) break
      bytes += one.bytes
      count++
    }
    const group = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return group
  }

  async function request(group: readonly Pending[]): Promise<void> {
    requests++
    const startedMs = group[0]?.startedMs ?? options.clock.passedMs()
    const isLate = () => options.clock.passedMs() - startedMs > options.deadlineMs
    for (let attempt = 1; ; attempt++) {
      const outcome = await attemptOnce(group)
      if (outcome === undefined) break
      const isFinal = outcome instanceof AppError && !outcome.retryable
      if (isFinal || isLate()) {
        for (const one of group) one.settle(outcome)
        break
      }
      await pause(Math.min(RETRY_STEP_MS * attempt, 1_000))
    }
    requests--
    outstandingBytes -= group.reduce((sum, one) => sum + one.bytes, 0)
    if (waiting.length > 0) schedule()
    else if (requests === 0) for (const wake of idlers) wake()
  }

  /** undefined: done. */
  async function attemptOnce(group: readonly Pending[]): Promise<AppError | undefined> {
    const partitions = options.partitions()
    const partition = partitions[turn++ % Math.max(1, partitions.length)]
    if (partition === undefined) return kafkaError(`write to ${options.topic}`, new Error('its partitions are unknown'))
    try {
      const [written] = await options.producer.send({
        topic: options.topic,
        acks: -1,
        timeout: ACK_TIMEOUT_MS,
        messages: group.map(({ message }) => ({ partition, key: null, ...message })),
      })
      const base = Number(written?.baseOffset)
      if (!Number.isSafeInteger(base)) throw new Error(`no offset in the answer: ${JSON.stringify(written)}`)
      group.forEach((one, index) => {
        one.settle({ partition, offset: base + index })
      })
      return undefined
    } catch (error) {
      if (typeOfError(error) === 'MESSAGE_TOO_LARGE') return tooLarge(options.topic, group, error)
      return kafkaError(`write to ${options.topic}/${partition}`, error)
    }
  }

  return {
    get outstandingBytes() {
      return outstandingBytes
    },
    send: (message) => {
      const bytes = (message.value?.length ?? 0) + 512
      if (outstandingBytes > 0 && outstandingBytes + bytes > options.maxOutstandingBytes) {
        const why = `${outstandingBytes} bytes wait for Kafka's acknowledgement`
        return Promise.reject(new QueueFull(why, FULL_RETRY_MS))
      }
      outstandingBytes += bytes
      return new Promise((resolve, reject) => {
        // Whatever the client does about it, whoever waits gets an answer.
        const timer = setTimeout(() => settle(kafkaError(`write to ${options.topic}`, late)), options.deadlineMs)
        const late = new Error(`no acknowledgement within ${options.deadlineMs} ms`)
        const settle: Pending['settle'] = (outcome) => {
          clearTimeout(timer)
          if (outcome instanceof Error) reject(outcome)
          else resolve(outcome)
        }
        waiting.push({ message, bytes, startedMs: options.clock.passedMs(), settle })
        schedule()
      })
    },
    idle: () => {
      if (requests === 0 && waiting.length === 0) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          idlers.delete(wake)
          resolve()
        }
        idlers.add(wake)
      })
    },
  }
}

function tooLarge(topic: string, group: readonly Pending[], cause: unknown): AppError {
  const bytes = group.reduce((sum, one) => sum + one.bytes, 0)
  const why = `cannot write ${bytes} bytes to ${topic}: the broker says ${messageOf(cause)}; raise max.message.bytes of the topic`
  return new AppError('queue_unavailable', why, { retryable: false, cause })
}
