import type { ReactNode } from 'react'
import type { SortField } from './sort.ts'

/** One column of a list of any rows. */
export interface Column<Row> {
  readonly id: string
  /** A CSS grid track. */
  readonly track: string
  readonly isNumber?: boolean
  readonly sort?: SortField
  /** Key of its title in the catalogues, or what the data itself calls it. */
  readonly title: string | { readonly literal: string }
  /** The title is for screen readers only: the cells speak for themselves. */
  readonly hidesTitle?: boolean
  readonly draw: (row: Row, sight: Sight) => ReactNode
}

/** What a cell may need to know about the list around it. */
export interface Sight {
  readonly project: string
  readonly nowMs: number
  /** p95 of the loaded rows' durations, nanoseconds: the latency bars' full length. */
  readonly fullBarNs: number
  /** Lines of text that fit a row. */
  readonly lines: number
}

export function titleOf({ title }: Pick<Column<never>, 'title'>, t: (key: string) => string): string {
  return typeof title === 'string' ? t(title) : title.literal
}

export const DENSITIES = ['s', 'm', 'l'] as const
export type Density = (typeof DENSITIES)[number]

const ROWS: Readonly<Record<Density, { readonly px: number; readonly lines: number }>> = {
  s: { px: 34, lines: 1 },
  m: { px: 96, lines: 4 },
  l: { px: 256, lines: 11 },
}

export function readDensity(text: string | undefined): Density {
  return DENSITIES.find((density) => density === text) ?? 's'
}

/** A finger needs taller rows than a pointer. */
export function rowOf(density: Density, isCoarse: boolean): { readonly px: number; readonly lines: number } {
  return density === 's' && isCoarse ? { px: 44, lines: 1 } : ROWS[density]
}
