import { describe, expect, it } from 'vitest'
import { movedColumn, readColumns, withColumn, writeColumns } from './columns.ts'

const KNOWN = ['start', 'name', 'cost']

describe('the columns of a list', () => {
  it('come from the URL in its order, each once, and only those that exist', () => {
    expect(readColumns('cost,name,cost,nonsense', KNOWN)).toEqual(['cost', 'name'])
    expect(readColumns('nonsense', KNOWN)).toBeUndefined()
    expect(readColumns(undefined, KNOWN)).toBeUndefined()
  })

  it('need no words in the URL while they are the default ones', () => {
    expect(writeColumns(['start', 'name'], ['start', 'name'])).toBeUndefined()
    expect(writeColumns(['name', 'start'], ['start', 'name'])).toBe('name,start')
  })

  it('are shown, hidden and moved by one place', () => {
    expect(withColumn(['start'], 'cost', true)).toEqual(['start', 'cost'])
    expect(withColumn(['start', 'cost'], 'start', false)).toEqual(['cost'])
    expect(movedColumn(KNOWN, 'name', -1)).toEqual(['name', 'start', 'cost'])
    expect(movedColumn(KNOWN, 'cost', 1)).toEqual(KNOWN)
  })
})
