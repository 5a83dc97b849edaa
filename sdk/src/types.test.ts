/** What `wrap`, `observe`, `withSpan` and `context` promise about types: tsc checks the claims, nothing runs them. */
import type OpenAI from 'openai'
import type { AzureOpenAI } from 'openai'
import { expect, it } from 'vitest'
import { context, observe, withSpan, wrap } from './index.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <_Claim extends true>(): void => undefined

function claims(openai: OpenAI, azure: AzureOpenAI): void {
  const wrapped = wrap(openai)
  holds<Same<typeof wrapped, OpenAI>>()
  const wrappedAzure = wrap(azure, { provider: 'azure.ai.openai' })
  holds<Same<typeof wrappedAzure, AzureOpenAI>>()

  // Every overload: streamed, not streamed, or decided at run time.
  const streamed = wrapped.chat.completions.create({ model: 'm', messages: [], stream: true })
  holds<Same<Awaited<typeof streamed>, Awaited<ReturnType<typeof plainStream>>>>()
  const plainStream = () => openai.chat.completions.create({ model: 'm', messages: [], stream: true })
  const whole = wrapped.chat.completions.create({ model: 'm', messages: [] })
  const plainWhole = () => openai.chat.completions.create({ model: 'm', messages: [] })
  holds<Same<typeof whole, ReturnType<typeof plainWhole>>>()
  void whole.withResponse().then(({ data }) => data.choices)

  // Generics, `this` and arity survive.
  const first = observe('first', <T>(list: readonly T[]): T | undefined => list[0], { kind: 'tool' })
  const one = first([1, 2])
  holds<Same<typeof one, number | undefined>>()
  observe('typed', async (city: string) => city.length, {
    input: (city) => ({ city: city.toUpperCase() }),
    output: (length) => length.toFixed(1),
  })
  // @ts-expect-error a string is expected
  observe('typed', (city: string) => city)(1)

  const six = withSpan('six', () => 6)
  holds<Same<typeof six, number>>()
  const later = withSpan('later', async (span) => span.traceId)
  holds<Same<typeof later, Promise<string | undefined>>>()
  const inside = context({ user: 'u' }, async () => 'x' as const)
  holds<Same<typeof inside, Promise<'x'>>>()
}

it('keeps the types of what it is given, as tsc has checked', () => {
  expect(claims).toHaveLength(2)
})
