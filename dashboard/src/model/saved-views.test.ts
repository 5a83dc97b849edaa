import { parseFilter } from '@vitrine/schemas/filter'
import { describe, expect, it } from 'vitest'
import { isAsSaved, SHIPPED_VIEWS, viewOf } from './saved-views.ts'

describe('a saved view', () => {
  it('keeps what makes the list, and nothing of where its reader is', () => {
    const search = { q: 'status:error', cols: 'name', peek: 'aa', span: 'bb', tab: 'raw', sort: '' }
    expect(viewOf(search)).toEqual({ q: 'status:error', cols: 'name' })
  })

  it('is unchanged by opening a row and by another time, unless it was saved with one', () => {
    const view = { id: '1', name: 'x', search: { q: 'a' } }
    expect(isAsSaved(view, { q: 'a', peek: 'aa', range: '7d' })).toBe(true)
    expect(isAsSaved(view, { q: 'a', sort: '-cost' })).toBe(false)
    expect(isAsSaved({ ...view, search: { q: 'a', range: '7d' } }, { q: 'a', range: '24h' })).toBe(false)
  })
})

it.each(SHIPPED_VIEWS.map((view) => [view.id, view.search.q ?? '']))('the shipped view %s can be read', (_id, q) => {
  expect(parseFilter(q).kind).toBe('ok')
})
