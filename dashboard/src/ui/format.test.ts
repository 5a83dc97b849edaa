import { describe, expect, it } from 'vitest'
import { formatTick } from './charts/value-format.ts'
import { createFormatter, toDate } from './format.ts'

const english = createFormatter({ locale: 'en-u-ca-gregory-nu-latn', timeZone: 'UTC' })
const persian = createFormatter({ locale: 'fa-u-ca-persian-nu-arabext', timeZone: 'UTC' })

describe('money', () => {
  it.each([
    ['0', '$0.00'],
    ['12.5', '$12.50'],
    ['0.0312', '$0.0312'],
    ['0.0000123', '$0.0000123'],
    ['0.000000000001', '$0.000000000001'],
    ['1234.567', '$1,234.57'],
    ['-0.5', '−$0.50'],
  ])('%s is %s', (usd, text) => expect(english.money(usd)).toBe(text))

  it('is never $0.00 for a cost that is not zero', () => {
    for (let power = 1; power <= 12; power++) expect(english.money((10 ** -power).toFixed(12))).not.toBe('$0.00')
  })

  it('keeps every digit in the exact form', () =>
    expect(english.exactMoney('11.604420000001')).toBe('$11.604420000001'))
})

describe('durations', () => {
  it.each([
    [0n, '0 ms'],
    [850_000n, '850 μs'],
    [340_000_000n, '340 ms'],
    [1_240_000_000n, '1.24s'],
    [184_000_000_000n, '3m 4s'],
    [7_260_000_000_000n, '2h 1m'],
    [7_200_000_000_000n, '2h'],
  ])('%s ns is %s', (ns, text) => expect(english.durationNs(ns)).toBe(text))
})

describe('durations beside an axis', () => {
  it.each([0, 600e6, 1.5e9, 45e9, 90e9, 7_200e9])('%s ns is short and breaks nowhere', (ns) => {
    for (const format of [english, persian]) {
      const text = formatTick(format, 'ns', ns)
      expect(text).not.toContain(' ')
      expect(text.length).toBeLessThanOrEqual(8)
    }
  })
})

describe('a day', () => {
  it('says its year unless it is this one', () => {
    const year = new Date().getUTCFullYear()
    expect(english.day(new Date(Date.UTC(year, 6, 4)))).toBe('Jul 4')
    expect(english.dayClock(new Date(Date.UTC(2019, 6, 4, 15, 30)))).toBe('Jul 4, 2019 15:30')
  })
})

describe('the locale', () => {
  it('writes Persian digits and the Persian calendar when they are chosen', () => {
    expect(persian.number(1234)).toBe('۱٬۲۳۴')
    expect(persian.dateTime(new Date('2026-03-21T12:00:00Z'))).toContain('۱۴۰۵')
  })
  it('writes small rates so that they are not 0 %', () => {
    expect(english.percent(0.0004)).toBe('0.04%')
    expect(english.percent(0.051)).toBe('5.1%')
  })
})

it('reads nanoseconds and RFC 3339 as the same moment', () => {
  expect(toDate('1763732096123456789').getTime()).toBe(1763732096123)
  expect(toDate('2025-11-21T13:34:56.123Z').getTime()).toBe(1763732096123)
})
