import { afterEach, beforeEach, expect } from 'vitest'
import { init, shutdown } from '../runtime.ts'
import { type RecordedSpans, recordSpans } from './recorded-spans.ts'

/** Spans of each test of a file, recorded by a provider of its own, with an SDK that nobody configured. */
export function recordEachTest(): Omit<RecordedSpans, 'remove'> {
  let spans: RecordedSpans | undefined
  beforeEach(() => {
    spans = recordSpans()
    init()
  })
  afterEach(async () => {
    spans?.remove()
    await shutdown()
  })
  const now = () => spans ?? expect.fail('no test is under way')
  return {
    all: () => now().all(),
    only: () => now().only(),
    named: (name) => now().named(name),
    clear: () => now().clear(),
  }
}
