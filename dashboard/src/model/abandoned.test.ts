import { expect, it } from 'vitest'
import { withAbandoned } from './abandoned.ts'

const HOUR = 3_600e9
const span = (startNs: number, endNs: number | null, status = 'unset') => ({
  startNs,
  endNs,
  isRunning: endNs === null,
  status,
})

it('open spans are abandoned once their whole trace has been silent for an hour', () => {
  const spans = [span(0, null), span(10, 20), span(30, null, 'error')]
  expect(withAbandoned(spans, HOUR)).toBe(spans)
  expect(withAbandoned(spans, HOUR + 31).map(({ status, isRunning }) => [status, isRunning])).toEqual([
    ['abandoned', false],
    ['unset', false],
    ['error', false],
  ])
})

it('a trace that was heard of lately keeps its long running spans', () => {
  const spans = [span(0, null), span(5 * HOUR, 5 * HOUR + 1)]
  expect(withAbandoned(spans, 5.5 * HOUR)).toBe(spans)
})
