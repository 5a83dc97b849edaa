import type { Log } from './log.ts'

/** Longer than an orderly stop takes, shorter than the patience of an orchestrator. */
export const STOP_MAX_MS = 14_000

/**
 * The first SIGTERM or SIGINT stops in order; a second one, or a stop that takes too long, ends the process at once:
 * what was acknowledged is in the queue.
 */
export function stopOnSignal(log: Log, stop: () => Promise<void>, maxMs: number): void {
  let isStopping = false
  const onSignal = () => {
    if (isStopping) endNow()
    isStopping = true
    setTimeout(() => {
      log.error('the stop takes too long; what is not stored is in the queue')
      endNow()
    }, maxMs).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop was not clean; what is not stored is in the queue')
        endNow()
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

/** An exit runs the engine's destructors, which wait for ever for statements under way; all that counts is on disk. */
export function endNow(): void {
  process.kill(process.pid, 'SIGKILL')
}
