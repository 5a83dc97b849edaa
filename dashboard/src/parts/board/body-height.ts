import type { Panel } from '@vitrine/schemas/api'
import { BARS, SPANS } from '@vitrine/schemas/boards'

/** Of a chart over time; a panel may be higher by whole numbers. */
export const CHART_PX = 196
export const LARGE_CHART_PX = 480
export const HEATMAP_PX = 240
/** Two lines of names with their colours. */
const LEGEND_PX = 34
/** The line that says what a box is for, and the room above it. */
const BOX_LINE_PX = 24
const NUMBER_PX = 36
/** The sum so far and at the end, the chart of the month, and its names. */
const FORECAST_PX = 224
/** A line of a table; a bar of a ranking with the room above it. */
const LINE_PX = 28.5
const BAR_PX = 32
/** Of a table nobody knows how many rows are found: its head and four of them, so that it neither grows nor gapes much. */
const TABLE_PX = 5 * LINE_PX
/** Border, padding, title and headline. */
const FRAME_PX = 72

/** How high a panel's body is at least, before its numbers are there and after: what stands below it does not move. */
export function bodyPx({ chart, forecast, query, height = 1 }: Panel, isLarge = false): number {
  if (chart === 'number') return NUMBER_PX
  if (chart === 'heatmap') return HEATMAP_PX * height + BOX_LINE_PX
  if (chart === 'ranking') return (query.limit ?? BARS) * BAR_PX
  // Its head and the way to all of them are a line each.
  if (chart === 'spans') return Math.ceil(((query.limit ?? SPANS) + 2) * LINE_PX)
  if (chart === 'table' || chart === 'matrix' || chart === 'distribution') return Math.ceil(TABLE_PX)
  if (forecast === true) return FORECAST_PX
  return (isLarge ? LARGE_CHART_PX : CHART_PX * height) + LEGEND_PX
}

export function panelPx(panel: Panel): number {
  return FRAME_PX + bodyPx(panel)
}
