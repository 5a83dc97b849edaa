import { describe, expect, it } from 'vitest'
import { clockAt } from '../base/clock.ts'
import { createLoginAttempts } from './login-attempts.ts'

describe('login attempts', () => {
  it('makes an address wait from its fifth failure on, twice as long each time, up to five minutes', () => {
    const attempts = createLoginAttempts(clockAt(() => 0))
    const waits = Array.from({ length: 16 }, () => {
      attempts.failed('10.0.0.1')
      return attempts.waitMs('10.0.0.1')
    })
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000])
    expect(waits.at(-1)).toBe(300_000)
    attempts.succeeded('10.0.0.1')
    expect(attempts.waitMs('10.0.0.1')).toBe(0)
  })

  it('bounds all strangers together, and lets in who logged in before', () => {
    let nowMs = 0
    const attempts = createLoginAttempts(clockAt(() => nowMs))
    attempts.succeeded('owner')
    for (let index = 0; index < 60; index++) attempts.failed(`stranger ${index}`)
    nowMs = 10_000
    expect(attempts.waitMs('another stranger')).toBe(50_000)
    expect(attempts.waitMs('owner')).toBe(0)
    nowMs = 60_000
    expect(attempts.waitMs('another stranger')).toBe(0)
  })

  it('bounds who logged in before by its own failures', () => {
    const attempts = createLoginAttempts(clockAt(() => 0))
    attempts.succeeded('owner')
    for (let index = 0; index < 70; index++) attempts.failed('owner')
    expect(attempts.waitMs('owner')).toBe(300_000)
    expect(attempts.waitMs('stranger')).toBe(0)
  })

  it('forgets the oldest of ten thousand addresses', () => {
    const attempts = createLoginAttempts(clockAt(() => 0))
    attempts.succeeded('first')
    for (let index = 0; index < 6; index++) attempts.failed('first')
    for (let index = 0; index < 10_000; index++) attempts.failed(`other ${index}`)
    expect(attempts.waitMs('first')).toBe(0)
  })
})
