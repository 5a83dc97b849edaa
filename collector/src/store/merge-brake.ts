/**
 * Merges of content build its text index, which is about a third of what a span costs. While a backlog is worked off they
 * wait, so that what came can be read sooner; they go on when nothing waits, when new parts have piled up, and when a
 * statement needs them.
 */
import type { Run } from './chdb-damage.ts'

export interface MergeBrake {
  readonly isHeld: boolean
  /** More waits than the batch at hand. */
  hold(run: Run): Promise<void>
  release(run: Run): Promise<void>
  /** For statements that the engine carries out as a merge: nothing is held until they have ended. */
  without<T>(run: Run, statement: () => Promise<T>): Promise<T>
}

/** Parts that no merge has seen. Each is a batch, and a search reads all of its content. */
const MAX_NEW_PARTS = 64
/** Where merges that had to be let go may be held again. */
const FEW_NEW_PARTS = 24

/** Under load one merge follows another at once; of one that has only begun, little work is thrown away. */
const MUCH_WORK_SECONDS = 2

const STATE = `
select
    (
        select toUInt32(count())
        from system.merges
        where database = currentDatabase() and table = 'span_content' and elapsed >= ${MUCH_WORK_SECONDS}
    ) as merges,
    (
        select toUInt32(count())
        from system.parts
        where database = currentDatabase() and table = 'span_content' and active and level = 0
    ) as new_parts`

export function createMergeBrake(): MergeBrake {
  let isHeld = false
  let isOver = false
  let statements = 0
  let last: Promise<void> = Promise.resolve()
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const turn = last.then(act)
    last = turn.catch(() => {})
    return turn
  }
  const letGo = async (run: Run) => {
    if (isHeld) await run('system start merges span_content')
    isHeld = false
  }
  return {
    get isHeld() {
      return isHeld
    },
    hold: (run) =>
      inTurn(async () => {
        const [state] = await run<{ merges: number; new_parts: number }>(STATE)
        if (state === undefined) return
        isOver = state.new_parts > (isOver ? FEW_NEW_PARTS : MAX_NEW_PARTS)
        if (isOver || statements > 0) return await letGo(run)
        // Stopping one that has run for a while would throw its work away.
        if (isHeld || state.merges > 0) return
        isHeld = true
        await run('system stop merges span_content')
      }),
    release: (run) => inTurn(() => letGo(run)),
    without: async (run, statement) => {
      statements += 1
      try {
        await inTurn(() => letGo(run))
        return await statement()
      } finally {
        statements -= 1
      }
    },
  }
}
