/**
 * One number for each partition of each topic, since the books know partitions only. Ours keep their own; those of
 * other topics begin at a place that follows from the topic's name, so that a change of configuration moves nothing.
 */

import { AppError } from '../../base/errors.ts'

export interface Lanes {
  partitionOf(topic: string, partition: number): number
  placeOf(partition: number): { readonly topic: string; readonly partition: number }
  /** Of the topic that our doors write. */
  isOurs(partition: number): boolean
  nameOf(partition: number): string
}

/** Partitions of one topic, and how many topics fit beside each other in 32 bits. */
const SPREAD = 1_000_000
const PLACES = 4_000

/** The first topic is ours. Throws when two foreign names fall on one place. */
export function createLanes(topics: readonly string[]): Lanes {
  const bases = new Map<string, number>()
  const names = new Map<number, string>()
  topics.forEach((topic, index) => {
    const base = index === 0 ? 0 : (1 + (hashOf(topic) % PLACES)) * SPREAD
    const other = names.get(base)
    if (other !== undefined) {
      const why = `cannot read the Kafka topics ${other} and ${topic} together: their numbers collide; rename one`
      throw new AppError('queue_config', why, { retryable: false })
    }
    bases.set(topic, base)
    names.set(base, topic)
  })
  const placeOf = (partition: number) => {
    const base = Math.floor(partition / SPREAD) * SPREAD
    return { topic: names.get(base) ?? '', partition: partition - base }
  }
  return {
    partitionOf: (topic, partition) => (bases.get(topic) ?? 0) + partition,
    placeOf,
    isOurs: (partition) => partition < SPREAD,
    nameOf: (partition) => {
      const place = placeOf(partition)
      return `${place.topic}/${place.partition}`
    },
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}
