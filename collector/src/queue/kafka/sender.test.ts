import { describe, expect, it } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import { QueueFull } from '../queue.ts'
import { createSender, type SenderOptions } from './sender.ts'

type Send = SenderOptions['producer']['send']
type Request = Parameters<Send>[0]

/** A sender whose brokers answer as the test says, and the requests that they got. */
function sending(answer: (request: Request) => Promise<unknown>, options: Partial<SenderOptions> = {}) {
  const requests: Request[] = []
  const send: Send = async (request) => {
    requests.push(request)
    await answer(request)
    return [{ topicName: 't', partition: 0, errorCode: 0, baseOffset: '7' }]
  }
  const sender = createSender({
    producer: { send },
    topic: 't',
    partitions: () => [0, 1, 2],
    maxOutstandingBytes: 4_000,
    deadlineMs: 60_000,
    maxRequests: 8,
    clock: systemClock,
    pause: () => Promise.resolve(),
    ...options,
  })
  return { sender, requests }
}

const message = (bytes: number) => ({ value: Buffer.alloc(bytes) })
const never = new Promise<never>(() => {})

describe('appends to Kafka', () => {
  it('hold a bounded number of bytes that are not acknowledged, and refuse more', async () => {
    let acknowledge = () => {}
    const acknowledged = new Promise<void>((resolve) => {
      acknowledge = resolve
    })
    const { sender } = sending(() => acknowledged)
    const first = sender.send(message(3_000))
    await expect(sender.send(message(3_000))).rejects.toThrow(QueueFull)
    acknowledge()
    expect(await first).toMatchObject({ offset: 7 })
    await sender.idle()
    expect(sender.outstandingBytes).toBe(0)
    expect(await sender.send(message(3_000))).toMatchObject({ offset: 7 })
  })

  it('wait for all in-sync replicas, and go to another partition when no answer comes', async () => {
    const partitionOf = ({ messages }: Request) => messages[0]?.partition
    const { sender, requests } = sending(() =>
      requests.length < 3 ? Promise.reject(new Error('Connection timeout')) : Promise.resolve(),
    )
    await sender.send(message(10))
    expect(requests.map(({ acks }) => acks)).toEqual([-1, -1, -1])
    expect(new Set(requests.map(partitionOf)).size).toBe(3)
  })

  it('end at the deadline whatever the client does, as an error that may be tried again', async () => {
    const { sender } = sending(() => never, { deadlineMs: 20 })
    await expect(sender.send(message(10))).rejects.toMatchObject({ code: 'queue_unavailable', retryable: true })
  })

  it('do not repeat what no broker will ever take', async () => {
    const tooLarge = Object.assign(new Error('The request included a message larger than the max message size'), {
      type: 'MESSAGE_TOO_LARGE',
    })
    const { sender, requests } = sending(() => Promise.reject(tooLarge))
    await expect(sender.send(message(10))).rejects.toMatchObject({ code: 'queue_unavailable', retryable: false })
    expect(requests).toHaveLength(1)
  })

  it('keep their order where one request at a time is asked for', async () => {
    let isFirst = true
    const { sender, requests } = sending(
      async () => {
        if (!isFirst) return
        isFirst = false
        throw new Error('Connection timeout')
      },
      { maxRequests: 1, partitions: () => [0] },
    )
    const one = sender.send({ value: Buffer.from('one') })
    await new Promise((resolve) => setImmediate(resolve))
    await Promise.all([one, sender.send({ value: Buffer.from('two') })])
    const values = requests.map(({ messages }) => messages.map(({ value }) => String(value)))
    expect(values).toEqual([['one'], ['one'], ['two']])
  })
})
