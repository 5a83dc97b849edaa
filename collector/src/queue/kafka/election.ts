/**
 * Who may lead: the owner of the one partition of a control topic. The brokers' group protocol decides and notices when
 * an owner is gone; nothing is ever written to the topic. A process that paused for long may believe for a moment that
 * it still leads: what leaders write is versioned rows, which two of them may write and one of which is seen.
 */
import type { Consumer } from 'kafkajs'
import { messageOf } from '../../base/errors.ts'
import type { KafkaSession } from './session.ts'
import { ensureTopics } from './topics.ts'

export interface KafkaElectionOptions {
  readonly session: KafkaSession
  readonly topic: string
  readonly groupId: string
  readonly sessionTimeoutMs: number
}

/** A killed leader is missed after its session; whoever starts meanwhile does not wait so long with everything else. */
const FIRST_ANSWER_MS = 5_000
const JOIN_AGAIN_MS = 1_000
const CLOSE_MAX_MS = 5_000

export function createKafkaElection({ session, topic, groupId, sessionTimeoutMs }: KafkaElectionOptions) {
  let consumer: Consumer | undefined
  let isClosed = false

  async function join(onChange: (isLeader: boolean) => void): Promise<void> {
    const member = session.kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.floor(sessionTimeoutMs / 3),
      allowAutoTopicCreation: false,
    })
    consumer = member
    member.on(member.events.GROUP_JOIN, ({ payload }) => onChange((payload.memberAssignment[topic] ?? []).length > 0))
    member.on(member.events.CRASH, ({ payload }) => {
      onChange(false)
      // The client says whether it begins anew by itself; when it does not, we do.
      if (!payload.restart) again(onChange)
    })
    await member.connect()
    await member.subscribe({ topic, fromBeginning: true })
    await member.run({ eachMessage: () => Promise.resolve() })
  }

  function again(onChange: (isLeader: boolean) => void): void {
    const timer = setTimeout(() => {
      if (!isClosed) void attempt(onChange)
    }, JOIN_AGAIN_MS)
    timer.unref()
  }

  async function attempt(onChange: (isLeader: boolean) => void): Promise<void> {
    try {
      await ensureTopics(session.admin, [{ name: topic, kind: 'state', partitions: 1 }])
      await join(onChange)
    } catch (error) {
      session.log.warn({ why: messageOf(error) }, 'cannot take part in the choice of a leader; trying again')
      again(onChange)
    }
  }

  return {
    start: (onChange: (isLeader: boolean) => void): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, FIRST_ANSWER_MS)
        void attempt((isLeader) => {
          if (isClosed) return
          onChange(isLeader)
          clearTimeout(timer)
          resolve()
        })
      }),
    close: async (): Promise<void> => {
      isClosed = true
      const left = consumer?.disconnect().catch(() => undefined)
      await Promise.race([left, new Promise((resolve) => setTimeout(resolve, CLOSE_MAX_MS).unref())])
    },
  }
}
