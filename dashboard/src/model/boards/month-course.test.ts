import { expect, it } from 'vitest'
import { courseOf } from './month-course.ts'

const DAY = 86_400_000
const month = { startMs: 0, endMs: 5 * DAY }
const day = (at: number, value: number | null, toMs = (at + 1) * DAY) => ({ fromMs: at * DAY, toMs, value })

it('sums what was spent, and goes on from today to the forecast on the last day', () => {
  const days = [day(0, null), day(1, 2), day(2, 1, 2.5 * DAY)]
  const course = courseOf(days, month, { soFar: 3, atEnd: 9 })
  expect(course.spent).toEqual([null, 2, 3, null, null])
  expect(course.ahead).toEqual([null, null, 3, 6, 9])
  expect(course.starts).toEqual([0, 1, 2, 3, 4].map((at) => at * DAY))
  expect(course.ends).toEqual([1, 2, 3, 4, 5].map((at) => at * DAY))
})

it('draws no way ahead of what is not known, and none beyond the last day', () => {
  expect(courseOf([day(0, null)], month, undefined).ahead).toEqual([null, null, null, null, null])
  expect(courseOf([day(0, 1)], month, { soFar: 1, atEnd: null }).ahead).toEqual([null, null, null, null, null])
  const last = courseOf(
    [0, 1, 2, 3, 4].map((at) => day(at, 1)),
    month,
    { soFar: 5, atEnd: 5 },
  )
  expect([last.starts.length, last.ahead]).toEqual([5, [null, null, null, null, 5]])
})

it('keeps the days together where the clock was put forward', () => {
  const short = { startMs: 0, endMs: 5 * DAY - 3_600_000 }
  const { starts, ends } = courseOf([day(0, 1, DAY / 2)], short, { soFar: 1, atEnd: 2 })
  expect(starts).toHaveLength(5)
  expect(ends.slice(0, -1)).toEqual(starts.slice(1))
  expect(ends.at(-1)).toBe(short.endMs)
})
