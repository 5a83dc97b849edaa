import { describe, expect, it } from 'vitest'
import {
  attributeColumn,
  attributeOf,
  movedColumn,
  plainColumns,
  readColumns,
  withAttribute,
  withColumn,
  withPin,
  withWidth,
  writeColumns,
} from './columns.ts'

const KNOWN = ['start', 'name', 'cost']
const USUAL = plainColumns(KNOWN)
const idsOf = (columns: readonly { id: string }[] | undefined) => columns?.map((one) => one.id)
const written = (columns: Parameters<typeof writeColumns>[0]) => writeColumns(columns, KNOWN)

describe('the columns of a list', () => {
  it('come from the URL in its order, each once, and only those that exist', () => {
    expect(idsOf(readColumns('cost,name,cost,nonsense', KNOWN))).toEqual(['cost', 'name'])
    expect(readColumns('nonsense', KNOWN)).toBeUndefined()
    expect(readColumns(undefined, KNOWN)).toBeUndefined()
  })

  it('need no words in the URL while they are the default ones', () => {
    expect(written(USUAL)).toBeUndefined()
    expect(written(plainColumns(['name', 'start']))).toBe('name,start')
  })

  it('are shown, hidden and moved by one place', () => {
    expect(idsOf(withColumn(plainColumns(['start']), 'cost', true))).toEqual(['start', 'cost'])
    expect(idsOf(withColumn(plainColumns(['start', 'cost']), 'start', false))).toEqual(['cost'])
    expect(idsOf(movedColumn(USUAL, 'name', -1))).toEqual(['name', 'start', 'cost'])
    expect(movedColumn(USUAL, 'cost', 1)).toEqual(USUAL)
  })

  it('keep width and pin in the URL and read them again, the pinned ones first', () => {
    const chosen = withPin(withWidth(USUAL, 'cost', 90.4), 'name', true)
    expect(written(chosen)).toBe('name:pin,start,cost:90')
    expect(readColumns('name:pin,start,cost:90', KNOWN)).toEqual(chosen)
    expect(idsOf(readColumns('start,cost:pin:120', KNOWN))).toEqual(['cost', 'start'])
    expect(written(withWidth(withPin(chosen, 'name', false), 'cost', undefined))).toBe('name,start,cost')
  })

  it('may be attributes, whatever their names hold, eight at most', () => {
    const chosen = withAttribute(withAttribute(plainColumns(['name', 'cost']), 'tenant.id'), 'odd:key,of mine')
    const text = written(chosen) ?? ''
    expect(text).toBe('name,attr.odd%3Akey%2Cof%20mine,attr.tenant.id,cost')
    expect(readColumns(text, KNOWN)).toEqual(chosen)
    expect(chosen.map(({ id }) => attributeOf(id))).toEqual([undefined, 'odd:key,of mine', 'tenant.id', undefined])
    expect(withAttribute(chosen, 'tenant.id')).toBe(chosen)
    expect(readColumns('attr.,attr.%,name', KNOWN)).toEqual(plainColumns(['name']))
    const many = Array.from({ length: 12 }, (_, n) => attributeColumn(`k${n}`)).join()
    expect(readColumns(many, KNOWN)).toHaveLength(8)
  })

  it('take no width that hides or drowns the others', () => {
    expect(readColumns('name:1', KNOWN)?.[0]?.widthPx).toBe(48)
    expect(withWidth(USUAL, 'name', 9_999)[1]?.widthPx).toBe(900)
    expect(readColumns('name:wide', KNOWN)?.[0]?.widthPx).toBeUndefined()
  })

  it('do not cross the border between pinned and others by a move', () => {
    const chosen = withPin(USUAL, 'start', true)
    expect(movedColumn(chosen, 'name', -1)).toEqual(chosen)
    expect(movedColumn(chosen, 'start', 1)).toEqual(chosen)
  })
})
