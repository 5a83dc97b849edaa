// A heatmap's cells and boxes as filters: what lies in one, and what in the rest. Pure.
import type { HeatmapAnswer } from '@vitrine/schemas/api'
import { joined } from '@vitrine/schemas/boards'
import { allOf, type Filter, fieldNamed, parseFilter, parseValue, printFilter } from '@vitrine/schemas/filter'
import { isTerm } from '../query-text.ts'

export interface Box {
  /** First and last, both in it. */
  readonly columns: readonly [number, number]
  readonly levels: readonly [number, number]
}

type Heat = Pick<HeatmapAnswer, 'metric' | 'levels' | 'level_end' | 'q' | 'buckets' | 'bucket_ends'>

/** The filter of the levels of a box; its times are those of the list. */
export function levelsFilter(heat: Heat, [low, high]: Box['levels']): string {
  const above = term(heat.metric, '>=', heat.levels[low])
  const below = term(heat.metric, '<', heat.levels[high + 1] ?? heat.level_end)
  return printFilter(allOf([...above, ...below]))
}

export function boxWindow(heat: Heat, [first, last]: Box['columns']): { fromMs: number; toMs: number } {
  return { fromMs: msOf(heat.buckets[first]), toMs: msOf(heat.bucket_ends[last]) }
}

/** All of a box as one filter, times included: the selection of /differences. */
export function boxFilter(heat: Heat, box: Box): string {
  const { fromMs, toMs } = boxWindow(heat, box.columns)
  const times = printFilter(allOf([time('>=', fromMs), time('<', toMs)]))
  return joined(levelsFilter(heat, box.levels), times)
}

const msOf = (ns: string | undefined) => Number(BigInt(ns ?? '0') / 1_000_000n)

const time = (op: '>=' | '<', ms: number): Filter => ({
  kind: 'term',
  field: 'start',
  key: null,
  op,
  values: [`${Math.round(ms)}000000`],
})

/** Levels are plain numbers; a duration is whole nanoseconds. */
function term(metric: string, op: '>=' | '<', level: string | null | undefined): readonly Filter[] {
  if (level === null || level === undefined) return []
  const type = fieldNamed(metric)?.type ?? 'number'
  const value = type === 'duration' ? level : parseValue(type, level)
  return value === undefined ? [] : [{ kind: 'term', field: metric, key: null, op, values: [value] }]
}

/** A value that stands out: to look at it alone, or at everything else. */
export function withValue(q: string, field: string, value: string, isExcluded: boolean): string {
  const parsed = parseFilter(q)
  const part = isTerm(field, value)
  const extra: Filter = isExcluded ? { kind: 'not', of: part } : part
  return parsed.kind === 'ok' ? printFilter(allOf([parsed.filter, extra])) : q
}
