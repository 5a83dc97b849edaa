import type { Message } from '@vitrine/schemas/api'
import { expect, it } from 'vitest'
import { repeatedMessages } from './repeats.ts'

const said = (role: string, text: string): Message => ({ role, parts: [{ type: 'text', text }] })
const answered = (text: string): Message => ({ ...said('assistant', text), isOutput: true, finishReason: 'stop' })
const thought = (text: string): Message => ({
  ...answered(text),
  parts: [{ type: 'reasoning', text: 'hm' }, ...answered(text).parts],
})
const HISTORY = [said('system', 'be kind'), said('user', 'one')]

it.each<[string, readonly Message[], readonly Message[], number]>([
  [
    'the answer comes back as history',
    [...HISTORY, said('assistant', 'A'), said('user', 'two')],
    [...HISTORY, answered('A')],
    3,
  ],
  ['its reasoning does not', [...HISTORY, said('assistant', 'A'), said('user', 'two')], [...HISTORY, thought('A')], 3],
  ['a word changed in the middle', [said('system', 'be kind'), said('user', 'other')], [...HISTORY, answered('A')], 1],
  ['another beginning', [said('system', 'be short'), said('user', 'one')], HISTORY, 0],
  ['the same call again', [...HISTORY, answered('B')], [...HISTORY, answered('B')], 2],
  ['nothing before', HISTORY, [], 0],
])('%s', (_case, messages, before, repeated) => {
  expect(repeatedMessages(messages, before)).toBe(repeated)
})
