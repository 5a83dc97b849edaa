import type { Panel } from '@vitrine/schemas/api'

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
/** Of what has as many rows as were found. */
const ROWS_PX = 196
/** Border, padding, title and headline. */
const FRAME_PX = 72

/** How high a panel's body is at least, before its numbers are there and after: what stands below it does not move. */
export function bodyPx({ chart, forecast, height = 1 }: Panel, isLarge = false): number {
  if (chart === 'number') return NUMBER_PX
  if (chart === 'heatmap') return HEATMAP_PX * height + BOX_LINE_PX
  if (hasRows(chart)) return ROWS_PX
  if (forecast === true) return FORECAST_PX
  return (isLarge ? LARGE_CHART_PX : CHART_PX * height) + LEGEND_PX
}

export function panelPx(panel: Panel): number {
  return FRAME_PX + bodyPx(panel)
}

/** Nobody knows their height before they are there. */
export function hasRows(chart: Panel['chart']): boolean {
  return chart === 'table' || chart === 'ranking' || chart === 'matrix' || chart === 'spans' || chart === 'distribution'
}
