/** A span as OTLP/JSON writes it. */
export interface FixtureSpan {
  readonly traceId: string
  readonly spanId: string
  readonly [field: string]: unknown
}
export interface FixtureTrace {
  readonly name: string
  readonly id: string
  readonly startNs: bigint
}
export interface SpanFields {
  readonly parent?: string
  readonly at?: number
  readonly lasts?: number
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  readonly status?: number
  readonly as?: string
  readonly end?: boolean
}
type Attributes = Readonly<Record<string, string | number>>

export function idOf(name: string, bytes: number): string
export function traceOf(name: string, startMs: number): FixtureTrace
export function spanOf(trace: FixtureTrace, name: string, fields: SpanFields): FixtureSpan
export function call(model: string, input: number, output: number): Attributes
export function tool(name: string): Attributes
export function agent(name: string): Attributes
export function manySpans(name: string, count: number, startMs: number): { trace: FixtureTrace; spans: FixtureSpan[] }
export function bigOutput(
  name: string,
  bytes: number,
  startMs: number,
): { trace: FixtureTrace; rows: number; spans: FixtureSpan[] }
export function bodyOf(spans: readonly FixtureSpan[], service?: string): string
export function send(otlp: string, key: string, spans: readonly FixtureSpan[]): Promise<void>
