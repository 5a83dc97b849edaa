import { boardDefinition, type Panel } from '@vitrine/schemas/api'
import { requestOf, STANDING_IDS, standingBoard } from '@vitrine/schemas/boards'
import { expect, it } from 'vitest'
import { withCopy } from './copy.ts'

const empty = { version: 1 as const, panels: [] }
const panel: Panel = { id: 'x', title: 'x', chart: 'bars', width: 2, query: { metrics: ['calls'], q: 'has:call' } }

it('takes along what narrows its page, and a name of its own', () => {
  const once = withCopy(empty, panel, 'model:a OR model:b')
  const twice = withCopy(once, panel, '')
  expect(twice.panels.map(({ id, query }) => [id, query.q])).toEqual([
    ['panel-1', '(model:a OR model:b) has:call'],
    ['panel-2', 'has:call'],
  ])
})

it.each(STANDING_IDS)('asks on another board what it asks on %s', (id) => {
  const context = { from: '1', to: '2', step: '1h', tz: 'UTC' } as const
  for (const one of standingBoard(id, ['good']).panels) {
    const board = withCopy(empty, one, 'user:u')
    expect(boardDefinition.safeParse(board).error).toBeUndefined()
    expect(board.panels.map((copy) => requestOf(copy, context))).toEqual([requestOf(one, { ...context, q: 'user:u' })])
  }
})
