import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketsOf } from './buckets.ts'
import { habitOf } from './emitters.ts'
import type { RawUsage } from './raw-usage.ts'

/** One row per line of the tables "does input include the cache" and "does output include the reasoning". */
const ANTHROPIC = { cacheRead: 60, cacheWrite: 20, output: 30 }
const INCLUDED = { input_uncached: 40, cache_read: 60, cache_write: 20, output: 30 }

describe('input and cache', () => {
  test.each<[string, string, string, string, RawUsage]>([
    ['native SDK', 'com.anthropic.sdk.typescript', '1', 'anthropic', { input: 120, ...ANTHROPIC }],
    [
      'OpenInference anthropic',
      '@arizeai/openinference-instrumentation-anthropic',
      '1',
      'anthropic',
      { input: 120, ...ANTHROPIC },
    ],
    [
      'OpenLLMetry JS anthropic',
      '@traceloop/instrumentation-anthropic',
      '0.27',
      'anthropic',
      { input: 40, total: 70, ...ANTHROPIC },
    ],
    [
      'OpenLLMetry Python anthropic',
      'opentelemetry.instrumentation.anthropic',
      '0.62',
      'anthropic',
      { input: 120, ...ANTHROPIC },
    ],
    ['AI SDK v4 and v5', 'ai', '', 'anthropic', { input: 90, cacheRead: 60, cacheWrite: 20, output: 30 }],
    ['AI SDK v6, said in so many words', 'ai', '', 'anthropic', { input: 120, uncached: 40, ...ANTHROPIC }],
    ['Strands TypeScript', 'strands-agents', '', 'anthropic', { input: 90, ...ANTHROPIC }],
    ['Strands Python', 'strands.telemetry.tracer', '', 'anthropic', { input: 120, ...ANTHROPIC }],
    ['OpenLIT Python', 'openlit.instrumentation.anthropic', '', 'anthropic', { input: 90, ...ANTHROPIC }],
    ['disjoint by convention', 'langfuse-sdk', '', 'anthropic', { input: 40, isDisjoint: true, ...ANTHROPIC }],
    ['certain: less input than cache', 'unknown', '', 'anthropic', { input: 40, ...ANTHROPIC }],
    ['certain: the total says so', 'unknown', '', 'anthropic', { input: 90, total: 200, ...ANTHROPIC }],
  ])('%s', (name, scope, version, provider, usage) => {
    const buckets = bucketsOf(usage, habitOf(scope, version, provider))
    expect(buckets).toEqual({ ...INCLUDED, input_uncached: usage.input === 90 ? 90 : INCLUDED.input_uncached })
    expect(name).not.toBe('')
  })

  test('zero is zero and unknown is unknown', () => {
    expect(bucketsOf({ input: 0, output: 0 }, {})).toEqual({ input_uncached: 0, output: 0 })
    expect(bucketsOf({ output: 3 }, {})).toEqual({ output: 3 })
    expect(bucketsOf({ input: Number.NaN, output: -4 }, {})).toEqual({})
  })

  test('a modality is a bucket of its own', () => {
    expect(bucketsOf({ input: 100, audioInput: 30, output: 50, audioOutput: 20 }, {})).toEqual({
      input_uncached: 70,
      input_audio: 30,
      output: 30,
      output_audio: 20,
    })
  })
})

describe('output and reasoning', () => {
  test.each<[string, string, string, RawUsage]>([
    ['OTel, OpenAI: included', 'openai', '', { output: 25, reasoning: 8 }],
    ['ADK 1.x: excluded', 'gcp.vertex.agent', '1.14.1', { output: 17, reasoning: 8 }],
    ['ADK 2.x: included', 'gcp.vertex.agent', '2.13.0', { output: 25, reasoning: 8 }],
    ['Gemini CLI: excluded', 'gemini-cli', '', { output: 17, reasoning: 8 }],
    ['Langfuse buckets: excluded', 'langfuse-sdk', '', { output: 17, reasoning: 8, isDisjoint: true }],
    ['the total says excluded', 'x', '', { input: 120, output: 17, reasoning: 8, total: 145 }],
    ['the total says included', 'gemini-cli', '', { input: 120, output: 25, reasoning: 8, total: 145 }],
    ['certain: less output than reasoning', 'x', '', { output: 17, reasoning: 8 + 0 }],
  ])('%s', (name, scope, version, usage) => {
    const { output, reasoning } = bucketsOf(usage, habitOf(scope, version, ''))
    if (name.startsWith('certain')) return expect(output).toBe(9)
    expect({ output, reasoning }).toEqual({ output: 17, reasoning: 8 })
  })
})

describe('whatever an emitter counts', () => {
  const count = fc.integer({ min: 0, max: 100_000 })
  const bill = fc.record({ fresh: count, read: count, write: count, visible: count, reasoning: count })
  const habit = fc.record({ leavesOutCache: fc.boolean(), leavesOutReasoning: fc.boolean(), saysTotal: fc.boolean() })

  test('its buckets are the bill, and their sums are its totals', () => {
    fc.assert(
      fc.property(bill, habit, ({ fresh, read, write, visible, reasoning }, how) => {
        const usage: RawUsage = {
          input: how.leavesOutCache ? fresh : fresh + read + write,
          output: how.leavesOutReasoning ? visible : visible + reasoning,
          cacheRead: read,
          cacheWrite: write,
          reasoning,
          ...(how.saysTotal ? { total: fresh + read + write + visible + reasoning } : {}),
        }
        const buckets = bucketsOf(usage, {
          ...(how.leavesOutCache ? { inputExcludesCache: true as const } : {}),
          ...(how.leavesOutReasoning ? { outputExcludesReasoning: true as const } : {}),
        })
        expect(buckets).toEqual({
          input_uncached: fresh,
          cache_read: read,
          cache_write: write,
          output: visible,
          reasoning,
        })
      }),
      { numRuns: 2000 },
    )
  })

  test('no bucket is ever below zero or broken, and nothing comes of nothing', () => {
    const any = fc.option(fc.oneof(fc.integer(), fc.double()), { nil: undefined })
    const usage = fc.record({
      input: any,
      output: any,
      total: any,
      cacheRead: any,
      cacheWrite: any,
      reasoning: any,
      audioInput: any,
      imageOutput: any,
      uncached: any,
    })
    fc.assert(
      fc.property(usage, fc.boolean(), (sent, isDisjoint) => {
        for (const value of Object.values(bucketsOf({ ...sent, isDisjoint }, {}))) {
          expect(Number.isSafeInteger(value) && value >= 0).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
