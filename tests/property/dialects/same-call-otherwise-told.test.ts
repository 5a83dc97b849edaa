/** One call that two instrumentations tell differently: under an id of each, with the cache and without, or in parallel with its likes. */
import { expect, test } from 'vitest'
import { type Counted, countedOf, type Placed } from '../../support/dialects/counted.ts'
import { chain, type Made, native, openAiClient, place } from '../../support/dialects/seen-calls.ts'
import { claude, openAi, otel } from '../../support/dialects/token-rows/sent.ts'

const asked = (scope: string, id?: string): Made => ({
  name: 'chat',
  scope,
  attributes: { ...openAi, ...(id === undefined ? {} : { 'gen_ai.response.id': id }) },
})
const app = place(chain('app'), 'a/9')
const during = (made: Made, at: string, fromMs: number, durationMs: number): Placed => ({
  ...made,
  at,
  fromMs,
  durationMs,
})

const ROWS: readonly (readonly [string, readonly Placed[], Counted])[] = [
  [
    'a gateway that answers under an id of its own, around the call that it made',
    [place(asked('gateway', 'gen-0001'), 'a/1'), place(asked('client', 'chatcmpl-1'), 'a/2<1', 1)],
    [1, 120, 25],
  ],
  [
    'two ids of one instrumentation are two calls',
    [place(asked('client', 'chatcmpl-1'), 'a/1'), place(asked('client', 'chatcmpl-2'), 'a/2<1', 1)],
    [2, 240, 50],
  ],
  [
    'beside each other, one without the cache in its input',
    [
      app,
      place({ name: 'chat', scope: 'framework', attributes: { ...claude, ...otel(40, 30) } }, 'a/1<9', 1),
      place(native('msg_1111'), 'a/2<9', 2),
    ],
    [1, 120, 30],
  ],
  [
    'two parallel calls with equal numbers, of which one instrumentation saw one',
    [
      app,
      during(asked('x', 'chatcmpl-1'), 'a/1<9', 10, 500),
      during(asked('y'), 'a/2<9', 15, 490),
      during(asked('y'), 'a/3<9', 18, 400),
    ],
    [2, 240, 50],
  ],
  [
    'an id as short as those of the specification’s examples',
    [place(openAiClient('chatcmpl-123'), 'a/1'), place(asked('client', 'chatcmpl-123'), 'b/2', 1)],
    [1, 120, 25],
  ],
]

test.each(ROWS)('%s', (_, spans, expected) => {
  expect(countedOf(spans)).toEqual(expected)
  expect(countedOf([...spans].reverse())).toEqual(expected)
})
