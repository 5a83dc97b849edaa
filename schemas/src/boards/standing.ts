// The boards that every project has, as the same definitions that people save.
import type { BoardDefinition, Panel } from '../api/panels.ts'
import { chat, quality } from './judged.ts'
import { COST, USAGE } from './money.ts'
import { ERRORS, LATENCY, overview, RETRIEVAL, TOOLS } from './work.ts'

export const STANDING_IDS = [
  'overview',
  'cost',
  'latency',
  'usage',
  'errors',
  'tools',
  'retrieval',
  'quality',
  'chat',
] as const
export type StandingId = (typeof STANDING_IDS)[number]

/**
 * `scores` are the names of the scores with numbers that a project has, `all` those of words as well; the boards about
 * quality show those.
 */
export function standingBoard(
  id: StandingId,
  scores: readonly string[],
  all: readonly string[] = scores,
): BoardDefinition {
  return { version: 1, panels: [...panelsOf(id, scores, all)] }
}

function panelsOf(id: StandingId, scores: readonly string[], all: readonly string[]): readonly Panel[] {
  switch (id) {
    case 'overview':
      return overview(scores)
    case 'cost':
      return COST
    case 'latency':
      return LATENCY
    case 'usage':
      return USAGE
    case 'errors':
      return ERRORS
    case 'tools':
      return TOOLS
    case 'retrieval':
      return RETRIEVAL
    case 'quality':
      return quality(scores, all)
    case 'chat':
      return chat(scores)
  }
}
