/** Tables of tests: a name, a span, and what must come out of it. */
import { expect, test } from 'vitest'
import { rowOf, type SpanFacts } from './span-of.ts'

export type FieldRow = readonly [name: string, facts: SpanFacts, want: Readonly<Record<string, unknown>>]
export type ContentRow = readonly [name: string, got: () => unknown, want: unknown]

/** Each span's canonical row has these fields; others are not looked at. */
export function testRows(rows: readonly FieldRow[]): void {
  test.each(rows)('%s', (_, facts, want) => {
    const row = new Map<string, unknown>(Object.entries(rowOf(facts)))
    expect(Object.fromEntries(Object.keys(want).map((field) => [field, row.get(field)]))).toEqual(want)
  })
}

export function testContent(rows: readonly ContentRow[]): void {
  test.each(rows)('%s', (_, got, want) => expect(got()).toEqual(want))
}
