import { describe, expect, it } from 'vitest'
import { evenRanges } from './even-ranges.ts'
import { mulberry32 } from './test-random.ts'

const bars = (min: number, max: number, areWhole = false) =>
  evenRanges({ min, max, areWhole }).map(({ from, to, holdsEnd }) => `[${from}, ${to}${holdsEnd ? ']' : ')'}`)

describe('the bars of a histogram', () => {
  it.each([
    ['a share', 0, 1, 20, '[0, 0.05)', '[0.95, 1]'],
    ['a tenth of it', 0.3, 0.7, 20, '[0.3, 0.32)', '[0.68, 0.7]'],
    ['a hundred', 0, 100, 20, '[0, 5)', '[95, 100]'],
    ['below zero', -1, 1, 20, '[-1, -0.9)', '[0.9, 1]'],
    ['between bounds', 0.013, 0.987, 20, '[0, 0.05)', '[0.95, 1)'],
    ['a single number', 0.7, 0.7, 1, '[0.7, 0.7]', '[0.7, 0.7]'],
    [
      'one that no filter writes',
      1 / 3,
      1 / 3,
      1,
      '[0.333333333333, 0.333333333334)',
      '[0.333333333333, 0.333333333334)',
    ],
  ])('are round: %s', (_, min, max, n, first, last) => {
    const found = bars(min, max)
    expect([found.length, found[0], found.at(-1)]).toEqual([n, first, last])
  })

  it.each([
    ['one each', 1, 5, 5, '[1, 1]', '[5, 5]'],
    ['with its like', 7, 7, 1, '[7, 7]', '[7, 7]'],
    ['many together', 0, 100, 20, '[0, 5)', '[95, 100]'],
    ['some together', 0, 43, 9, '[0, 5)', '[40, 45)'],
  ])('take whole numbers %s', (_, min, max, n, first, last) => {
    const found = bars(min, max, true)
    expect([found.length, found[0], found.at(-1)]).toEqual([n, first, last])
  })

  it('hold every number between the least and the most once, whatever they are', () => {
    const random = mulberry32(5)
    for (let round = 0; round < 500; round += 1) {
      const size = 10 ** Math.floor(random() * 14 - 6)
      const values = Array.from({ length: 12 }, () => Number(((random() - 0.4) * size).toPrecision(1 + (round % 15))))
      const ranges = evenRanges({
        min: Math.min(...values),
        max: Math.max(...values),
        areWhole: values.every(Number.isInteger),
      })
      expect([values, ranges.length > 0 && ranges.length <= 22]).toEqual([values, true])
      for (const value of values) {
        const holders = ranges.filter(
          ({ from, to, holdsEnd }) =>
            value >= Number(from) && (value < Number(to) || (holdsEnd && value === Number(to))),
        )
        expect([value, holders.length]).toEqual([value, 1])
      }
      ranges.slice(1).forEach(({ from }, at) => {
        if (!values.every(Number.isInteger)) expect(from).toBe(ranges[at]?.to)
      })
    }
  })

  it('are none where a double has no room for them', () => {
    expect(bars(1e15, 1e15 + 1)).toEqual([])
    expect(bars(-1e300, 1e300)).toEqual([])
  })
})
