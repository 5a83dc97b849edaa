/** Whether an address is Vitrine's, asked once; after a "no" or silence it is asked again, but not soon. */
const ASK_AGAIN_MS = 60_000

export function createVitrineCheck(
  ask: () => Promise<boolean>,
  nowMs: () => number = () => performance.now(),
): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined
  let noSinceMs = Number.POSITIVE_INFINITY
  const askNow = async () => {
    const is = await ask().catch(() => false)
    noSinceMs = is ? Number.POSITIVE_INFINITY : nowMs()
    return is
  }
  return () => {
    if (nowMs() - noSinceMs > ASK_AGAIN_MS) answer = undefined
    noSinceMs = answer === undefined ? Number.POSITIVE_INFINITY : noSinceMs
    answer ??= askNow()
    return answer
  }
}
