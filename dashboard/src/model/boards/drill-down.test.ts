import { describe, expect, it } from 'vitest'
import { linkOf } from './drill-down.ts'
import { boxFilter, levelsFilter, withValue } from './heat.ts'
import { csvOf } from './sheet.ts'

const HOUR = 3_600_000
const T0 = Date.parse('2026-11-21T00:00:00Z')
const whole = { fromMs: T0, toMs: T0 + 24 * HOUR }
const second = { fromMs: T0 + HOUR, toMs: T0 + 2 * HOUR }
const times = { from: '2026-11-21T01:00:00.000Z', to: '2026-11-21T02:00:00.000Z' }

describe('a mark leads to what it counts', () => {
  it('spans to spans, people to people', () => {
    expect(linkOf({ q: 'has:error', scope: 'spans', isFirst: false }, second, whole)).toEqual({
      list: 'traces',
      search: { ...times, q: 'has:error', scope: 'spans' },
    })
    expect(linkOf({ q: '', scope: 'users', isFirst: false }, second, whole)).toEqual({ list: 'users', search: times })
  })
  it('a trace to the bucket of its first span alone', () => {
    expect(linkOf({ q: 'model:a OR model:b', scope: 'traces', isFirst: true }, second, whole)?.search.q).toBe(
      '(model:a OR model:b) -has((model:a OR model:b) start>=2026-11-21T00:00:00Z start<2026-11-21T01:00:00Z)',
    )
    expect(linkOf({ q: '', scope: 'traces', isFirst: true }, whole, whole)?.search.q).toBeUndefined()
  })
  it('and nowhere when no filter picks it', () => {
    expect(linkOf({ q: null, scope: null, isFirst: false }, second, whole)).toBeUndefined()
  })
})

describe('a box on a heatmap', () => {
  const heat = {
    metric: 'duration' as const,
    levels: ['1000000', '1330000000'],
    level_end: '2000000000',
    q: 'root:true',
    buckets: [`${T0}000000`, `${T0 + HOUR}000000`],
    bucket_ends: [`${T0 + HOUR}000000`, `${T0 + 2 * HOUR}000000`],
  }
  it('is a filter of levels and times', () => {
    expect(levelsFilter(heat, [0, 0])).toBe('duration>=1ms duration<1330ms')
    expect(levelsFilter({ ...heat, level_end: null }, [1, 1])).toBe('duration>=1330ms')
    expect(boxFilter(heat, { columns: [1, 1], levels: [0, 1] })).toBe(
      'duration>=1ms duration<2s start>=2026-11-21T01:00:00Z start<2026-11-21T02:00:00Z',
    )
  })
  it('reads money in dollars and tokens as they are', () => {
    expect(levelsFilter({ ...heat, metric: 'cost', levels: ['0.00133', '1'] }, [0, 0])).toBe('cost>=$0.00133 cost<$1')
    expect(levelsFilter({ ...heat, metric: 'tokens', levels: ['10', '1000'] }, [0, 0])).toBe('tokens>=10 tokens<1k')
  })
  it('takes a value that stands out, or leaves it out', () => {
    expect(withValue('duration>=1ms', 'model', 'a b', false)).toBe('duration>=1ms model:"a b"')
    expect(withValue('', 'attribute:tier', 'gold', true)).toBe('-attr.tier:gold')
  })
})

it('writes files that a spreadsheet reads and never runs', () => {
  const sheet = {
    columns: ['a', 'b, c'],
    rows: [
      ['=1+1', 0.5],
      ['say "x"', null],
      ['-3', -3],
    ] as const,
  }
  expect(csvOf(sheet)).toBe('a,"b, c"\r\n\'=1+1,0.5\r\n"say ""x""",\r\n-3,-3\r\n')
})
