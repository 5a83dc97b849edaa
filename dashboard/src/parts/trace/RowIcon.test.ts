import { SPAN_KINDS } from '@vitrine/schemas'
import { expect, it } from 'vitest'
import { kindLook } from '../kind.tsx'
import { kindPath } from './RowIcon.tsx'

it('has an outline for every kind that has an icon of its own', () => {
  const alike = SPAN_KINDS.filter(
    (kind) => (kindPath(kind) === kindPath('other')) !== (kindLook(kind) === kindLook('other')),
  )
  expect(alike).toEqual([])
})

it('draws what it does not know as other', () => expect(kindPath('made-up')).toBe(kindPath('other')))
