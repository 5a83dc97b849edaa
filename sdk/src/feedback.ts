/** What a person thought of an answer: a score with a name that dashboards know. */
import { type Score, score } from './score.ts'

export interface Feedback extends Omit<Score, 'name' | 'value' | 'source' | 'type'> {
  /** Default `user_feedback`. */
  readonly name?: string | undefined
  /** Thumbs, a yes or no, or a number of one's own scale. */
  readonly value: 'up' | 'down' | boolean | number
}

/** Queues what a person said and returns at once. Never throws. */
export function feedback(given: Feedback): void {
  const { value } = given
  score({
    ...given,
    name: given.name ?? 'user_feedback',
    value: value === 'up' ? true : value === 'down' ? false : value,
    source: 'annotation',
  })
}
