// Shorthand for the boards that are there from the start.
import type { Panel, PanelChart, PanelQuery } from '../api/panels.ts'

type Drawn = Pick<Panel, 'forecast' | 'scale' | 'share' | 'band'>
type More = Omit<PanelQuery, 'metrics'> & Drawn & { readonly width?: number }

/** Titles are in the catalogues of the dashboard, under the panel's id. */
function panelOf(chart: PanelChart, width: number) {
  return (id: string, metrics: string | readonly string[], more: More = {}): Panel => {
    const { width: own = width, forecast, scale, share, band, ...query } = more
    return {
      id,
      title: id,
      chart,
      width: own,
      query: { metrics: typeof metrics === 'string' ? [metrics] : [...metrics], ...query },
      ...(forecast === undefined ? {} : { forecast }),
      ...(scale === undefined ? {} : { scale }),
      ...(share === undefined ? {} : { share }),
      ...(band === undefined ? {} : { band }),
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
export const distribution = panelOf('distribution', 2)
export const matrix = panelOf('matrix', 4)
export const spans = panelOf('spans', 4)

export const CALLS = 'has:call'
