// Shorthand for the boards that are there from the start.
import type { Panel, PanelChart, PanelQuery } from '../api/panels.ts'

type More = Omit<PanelQuery, 'metrics'> & { readonly width?: number; readonly forecast?: boolean }

/** Titles are in the catalogues of the dashboard, under the panel's id. */
function panelOf(chart: PanelChart, width: number) {
  return (id: string, metrics: string | readonly string[], more: More = {}): Panel => {
    const { width: own = width, forecast, ...query } = more
    return {
      id,
      title: id,
      chart,
      width: own,
      query: { metrics: typeof metrics === 'string' ? [metrics] : [...metrics], ...query },
      ...(forecast === undefined ? {} : { forecast }),
    }
  }
}

export const number = panelOf('number', 1)
export const lines = panelOf('lines', 2)
export const areas = panelOf('areas', 2)
export const bars = panelOf('bars', 2)
export const ranking = panelOf('ranking', 2)
export const table = panelOf('table', 4)
export const heatmap = panelOf('heatmap', 4)

export const CALLS = 'has:call'
