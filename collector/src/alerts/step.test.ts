import { describe, expect, it } from 'vitest'
import { type AlertRule, ruleFrom } from './rule.ts'
import { type AlertState, firstState, NOTHING_HELD, type Sample, step } from './step.ts'

const MINUTE = 60_000
const rule = (body: object = {}): AlertRule =>
  ruleFrom({
    name: 'x',
    severity: 'info',
    metric: 'error_rate',
    window_seconds: 300,
    condition: 'above',
    threshold: 0.5,
    channels: [],
    ...body,
  })
const sample = (minute: number, value: number | null, n: number | null = 100): Sample => ({
  endMs: minute * MINUTE,
  value,
  n,
})

/** What happened at each minute of a row of values; a star: somebody was told. */
function walk(of: AlertRule, samples: readonly Sample[], start: AlertState = firstState(0)): readonly string[] {
  let [state, holding] = [start, NOTHING_HELD]
  return samples.flatMap((each) => {
    const after = step(of, { state, holding }, each)
    ;({ state, holding } = after)
    return after.event === undefined
      ? []
      : [`${each.endMs / MINUTE} ${after.event.kind}${after.event.tells ? '*' : ''}`]
  })
}
const values = (...all: readonly (number | null)[]) => all.map((value, minute) => sample(minute, value))

describe('a look', () => {
  it.each([
    ['above, at the threshold itself it is fine', {}, [0.5, 0.6, 0.5], ['1 fired*', '2 resolved*']],
    ['below', { condition: 'below' }, [0.5, 0.4, 0.5], ['1 fired*', '2 resolved*']],
    ['held for long enough', { for_seconds: 120 }, [0.9, 0.9, 0.1, 0.9, 0.9, 0.9], ['5 fired*']],
    [
      'between the thresholds it stays',
      { recover_threshold: 0.2 },
      [0.9, 0.3, 0.6, 0.3, 0.2],
      ['0 fired*', '4 resolved*'],
    ],
    [
      'below, between them',
      { condition: 'below', recover_threshold: 0.8 },
      [0.4, 0.7, 0.8],
      ['0 fired*', '2 resolved*'],
    ],
    ['ends late', { recover_seconds: 120 }, [0.9, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1], ['0 fired*', '6 resolved*']],
    ['missing', { condition: 'missing' }, [3, 0, null, 2], ['1 fired*', '3 resolved*']],
  ] as const)('%s', (_name, body, given, wanted) => expect(walk(rule(body), values(...given))).toEqual(wanted))

  it.each([
    ['quiet', ['1 no_data', '3 data_back']],
    ['notify', ['1 no_data*', '3 data_back*']],
    ['fire', ['1 fired*', '3 resolved*']],
    ['ok', []],
  ] as const)('without data is %s when so chosen', (choice, wanted) => {
    expect(walk(rule({ no_data: choice }), values(0.1, null, null, 0.1))).toEqual(wanted)
  })

  it('over too few spans says nothing', () => {
    const few = [sample(0, 0.9, 4), sample(1, 0.9, 5), sample(2, 0.9, 4), sample(3, 0.1, 5)]
    expect(walk(rule({ min_n: 5 }), few)).toEqual(['0 no_data', '1 fired*', '2 no_data*', '3 data_back*'])
  })

  it('of a firing alert that falls silent tells, and tells when it is back', () => {
    expect(walk(rule(), values(0.9, null, 0.1))).toEqual(['0 fired*', '1 no_data*', '2 data_back*'])
  })

  it('tells nobody while it is muted, of the end neither', () => {
    const muted = { ...firstState(0), mutedUntilMs: 2 * MINUTE + 1 }
    expect(walk(rule(), values(0.9, 0.9, 0.1, 0.9), muted)).toEqual(['0 fired', '2 resolved', '3 fired*'])
  })

  it('forgets who acknowledged once it is something else', () => {
    const firing = { ...firstState(0), kind: 'firing' as const, isTold: true, acknowledged: { user: 'u', atMs: 1 } }
    const still = step(rule(), { state: firing, holding: NOTHING_HELD }, sample(1, 0.9))
    expect(still.state.acknowledged?.user).toBe('u')
    expect(step(rule(), still, sample(2, 0.1)).state.acknowledged).toBeNull()
  })
})
