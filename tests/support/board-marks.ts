/** Where the marks of a panel lead, and how many are there: what a chart shows and the list behind it must be one number. */
import type { Panel, SeriesAnswer } from '@vitrine/schemas/api'
import { expect } from 'vitest'
import { type Bucket, linkOf } from '../../dashboard/src/model/boards/drill-down.ts'
import { panelLines } from '../../dashboard/src/model/boards/panel-lines.ts'

type Ask = <T>(path: string, params: Readonly<Record<string, string>>) => Promise<T>

/** Lines of a panel that are followed; of each its highest mark. */
const LINES = 4
const msOf = (ns: string | undefined) => Number(BigInt(ns ?? 0) / 1_000_000n)

export async function checkMarks(answer: SeriesAnswer, panel: Panel, ask: Ask): Promise<void> {
  const whole: Bucket = { fromMs: msOf(answer.from), toMs: msOf(answer.to) }
  for (const line of panelLines(panel, answer).slice(0, LINES)) {
    const at = line.points.reduce<number>((best, point, i) => ((point ?? 0) > (line.points[best] ?? 0) ? i : best), 0)
    // A ratio or quantile counts the spans that it was made of; a sum of money or tokens counts nothing.
    const wanted = line.n?.[at] ?? (line.kind === 'count' ? line.points[at] : undefined)
    const bucket = { fromMs: msOf(answer.buckets[at]), toMs: msOf(answer.bucket_ends[at]) }
    const target = linkOf(line, bucket, whole)
    if (target === undefined || !wanted || line.scope === null) continue
    const { scope, ...search } = target.search
    const params = { ...search, scope: target.list === 'traces' ? (scope ?? 'traces') : target.list }
    const counted = await ask<{ n: number }>('/count', params)
    expect([line.id, search.q, counted.n]).toEqual([line.id, search.q, wanted])
  }
}
