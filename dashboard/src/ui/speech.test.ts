import { expect, it } from 'vitest'
import { SPEECH_MS, speechDelay } from './speech.ts'

it.each([
  [undefined, 10, 0],
  [1_000, 1_000, SPEECH_MS],
  [1_000, 3_000, SPEECH_MS - 2_000],
  [1_000, 1_000 + SPEECH_MS, 0],
  [1_000, 99_000, 0],
])('last spoken at %s, asked at %s: waits %s ms', (spoken, now, delay) => {
  expect(speechDelay(spoken, now)).toBe(delay)
})
