import { expect, it } from 'vitest'
import { isSelected, NOTHING_SELECTED, selectedCount, selectRange, toggleRow } from './selection.ts'

const rows = ['a', 'b', 'c', 'd']

it('picks, unpicks and picks a range in either direction', () => {
  const one = toggleRow(NOTHING_SELECTED, 'b', rows)
  expect(isSelected(one, 'b')).toBe(true)
  expect(isSelected(toggleRow(one, 'b', rows), 'b')).toBe(false)
  const range = selectRange(one, rows, { from: 'd', to: 'c' })
  expect(range.kind === 'some' && [...range.ids].sort()).toEqual(['b', 'c', 'd'])
})

it('leaves "all that match" for the loaded rows without the one that was unpicked', () => {
  const less = toggleRow({ kind: 'matching' }, 'a', rows)
  expect(less.kind === 'some' && [...less.ids]).toEqual(['b', 'c', 'd'])
})

it('does not invent a count that is not known', () => {
  expect(selectedCount({ kind: 'matching' }, null)).toBeNull()
  expect(selectedCount({ kind: 'matching' }, 12)).toBe(12)
  expect(selectedCount(NOTHING_SELECTED, 12)).toBe(0)
})
