import { describe, expect, it } from 'vitest'
import type { Store } from '../store/store.ts'
import { createAnsweredScores } from './answered-scores.ts'
import type { ScoreRow } from './evaluation-scores.ts'

/** A store that holds nothing at first; what was asked and written can be seen. */
function emptyStore() {
  const asked: (readonly string[])[] = []
  const written: { score_id: string; trace_id: string }[] = []
  const calls = new Map<string, readonly [trace: string, span: string]>()
  const store = {
    query: async (_sql: string, { ids }: { readonly ids?: readonly string[] } = {}) => {
      if (ids === undefined) return []
      asked.push(ids)
      return ids.flatMap((id) => (calls.has(id) ? [{ response_id: id, place: calls.get(id) }] : []))
    },
    insertRows: async (_table: string, rows: readonly { score_id: string; trace_id: string }[]) => {
      written.push(...rows)
    },
  } as unknown as Store
  return { store, asked, written, calls }
}

const evaluation = (answer: string, nth: number): ScoreRow => ({
  project_id: 'p',
  score_id: `${answer} ${nth}`,
  name: 'relevance',
  data_type: 'numeric',
  value: nth,
  text_value: '',
  target: 'span',
  trace_id: '',
  span_id: '',
  source: 'span',
  comment: '',
  metadata: JSON.stringify({ response_id: answer }),
  time: '1790000000.000000000',
  version: '1',
})

describe('evaluations without a span', () => {
  it('are asked for ever more seldom while their call does not come, and placed when it does', async () => {
    const { store, asked, written, calls } = emptyStore()
    const scores = createAnsweredScores(store)
    await scores.place([evaluation('a', 1)], [])
    asked.length = 0
    for (let look = 0; look < 64; look += 1) await scores.placeAll()
    expect(asked).toHaveLength(7)
    calls.set('a', ['t', 's'])
    for (let look = 64; look < 128; look += 1) await scores.placeAll()
    expect(asked).toHaveLength(8)
    expect(written).toEqual([expect.objectContaining({ score_id: 'a 1', trace_id: 't', span_id: 's', version: '2' })])
  })

  it('are remembered up to a bound, however many name one answer', async () => {
    const { store, written, calls } = emptyStore()
    const scores = createAnsweredScores(store)
    await scores.place(
      Array.from({ length: 250 }, (_, nth) => evaluation('a', nth)),
      [],
    )
    calls.set('a', ['t', 's'])
    await scores.place([evaluation('a', 250)], [])
    expect(written.map(({ score_id }) => score_id)).toEqual(Array.from({ length: 100 }, (_, nth) => `a ${nth + 151}`))
  })
})
