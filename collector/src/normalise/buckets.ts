/** Counts as sent → disjoint buckets. Evidence in the numbers comes before what is known of the emitter. */
import type { TokenBucket } from '@vitrine/schemas'
import type { Habit } from './emitters.ts'
import type { RawUsage } from './raw-usage.ts'

export type TokenBuckets = Partial<Record<TokenBucket, number>>

export function bucketsOf(sent: RawUsage, habit: Habit): TokenBuckets {
  const usage = countsOf(sent)
  const buckets: TokenBuckets = {}
  const { input, output } = usage
  if (input !== undefined) {
    const modal = (usage.audioInput ?? 0) + (usage.imageInput ?? 0) + (usage.videoInput ?? 0)
    const uncached = uncachedInput(usage, input, habit)
    buckets.input_uncached = usage.isDisjoint === true ? uncached : Math.max(0, uncached - modal)
  } else if (usage.uncached !== undefined) buckets.input_uncached = usage.uncached
  if (output !== undefined) buckets.output = visibleOutput(usage, output, habit)
  put(buckets, 'cache_read', usage.cacheRead)
  put(buckets, 'cache_write', usage.cacheWrite)
  put(buckets, 'reasoning', usage.reasoning)
  putModal(buckets, 'input_audio', usage.audioInput)
  putModal(buckets, 'input_image', usage.imageInput)
  putModal(buckets, 'input_video', usage.videoInput)
  putModal(buckets, 'output_audio', usage.audioOutput)
  putModal(buckets, 'output_image', usage.imageOutput)
  putModal(buckets, 'output_video', usage.videoOutput)
  return buckets
}

function uncachedInput(usage: RawUsage, input: number, habit: Habit): number {
  if (usage.uncached !== undefined) return usage.uncached
  if (usage.isDisjoint === true) return input
  const cached = (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0)
  if (cached === 0) return input
  // As much reasoning as cache: the total could mean either.
  const isTold = usage.total === input + (usage.output ?? 0) + cached && usage.reasoning !== cached
  if (isTold) return input
  if (input < cached) return input
  return habit.inputExcludesCache === true ? input : input - cached
}

function visibleOutput(usage: RawUsage, output: number, habit: Habit): number {
  const reasoning = usage.reasoning ?? 0
  const modal = (usage.audioOutput ?? 0) + (usage.imageOutput ?? 0) + (usage.videoOutput ?? 0)
  if (usage.isDisjoint === true) return output
  return Math.max(0, (excludesReasoning(usage, output, reasoning, habit) ? output : output - reasoning) - modal)
}

function excludesReasoning(usage: RawUsage, output: number, reasoning: number, habit: Habit): boolean {
  if (reasoning === 0) return false
  if (output < reasoning) return true
  if (usage.total !== undefined && usage.input !== undefined) {
    const cached = (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0)
    if (usage.total === usage.input + output + reasoning && reasoning !== cached) return true
    if (usage.total === usage.input + output) return false
  }
  return habit.outputExcludesReasoning === true
}

function countsOf(sent: RawUsage): RawUsage {
  return {
    input: countOf(sent.input),
    output: countOf(sent.output),
    total: countOf(sent.total),
    cacheRead: countOf(sent.cacheRead),
    cacheWrite: countOf(sent.cacheWrite),
    reasoning: countOf(sent.reasoning),
    audioInput: countOf(sent.audioInput),
    audioOutput: countOf(sent.audioOutput),
    imageInput: countOf(sent.imageInput),
    imageOutput: countOf(sent.imageOutput),
    videoInput: countOf(sent.videoInput),
    videoOutput: countOf(sent.videoOutput),
    uncached: countOf(sent.uncached),
    isDisjoint: sent.isDisjoint,
  }
}

/** A count is a whole number from zero up; anything else was no count. */
function countOf(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : undefined
}

function put(buckets: TokenBuckets, bucket: TokenBucket, count: number | undefined): void {
  if (count !== undefined) buckets[bucket] = count
}

/** Providers send zero for modalities that a call did not use; only what was used gets a bucket. */
function putModal(buckets: TokenBuckets, bucket: TokenBucket, count: number | undefined): void {
  if (count !== undefined && count > 0) buckets[bucket] = count
}
