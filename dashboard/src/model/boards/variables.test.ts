import { expect, it } from 'vitest'
import { picksOf, withPick } from './variables.ts'

it('keeps one value of each field, in any script, and takes it back', () => {
  const one = withPick(undefined, 'environment', 'production')
  const two = withPick(one, 'model', 'مدل خانگی: ۱')
  expect([...picksOf(two)]).toEqual([
    ['environment', 'production'],
    ['model', 'مدل خانگی: ۱'],
  ])
  expect(picksOf(withPick(two, 'environment', 'staging')).get('environment')).toBe('staging')
  expect(withPick(two, 'model', undefined)).toBe(one)
  expect(withPick(one, 'environment', undefined)).toBeUndefined()
})

it('chooses nothing by what is no choice', () => {
  for (const text of ['', '((', 'model:a OR model:b', '-model:a', 'duration>2s'])
    expect([text, picksOf(text).size]).toEqual([text, 0])
})
