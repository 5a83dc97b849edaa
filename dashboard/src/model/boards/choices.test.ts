import type { Panel } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { withChart, withDrawing } from './choices.ts'

const panel: Panel = {
  id: 'x',
  title: 'x',
  chart: 'lines',
  width: 2,
  query: { metrics: ['cost_per_trace_p95', 'calls', 'score:good'], by: ['model'], limit: 4, step: '1d' },
}

describe('another chart of a question', () => {
  it('leaves out what a table cannot say', () => {
    expect(withChart(panel, 'table').query.metrics).toEqual(['calls', 'score:good'])
    expect(withChart(panel, 'matrix').query.metrics).toEqual(panel.query.metrics)
  })
  it('is split where it says nothing otherwise', () => {
    const { by: _, ...whole } = panel.query
    expect(withChart({ ...panel, query: whole }, 'matrix').query.by).toEqual(['model'])
    expect(withChart({ ...panel, query: whole }, 'bars').query.by).toBeUndefined()
  })
  it('sorts a list of spans, and splits none', () => {
    expect(withChart(panel, 'spans').query).toEqual({ metrics: ['duration'] })
    expect(withChart(withChart(panel, 'spans'), 'lines').query.metrics).toEqual(['traces'])
  })
})

it('says how it is drawn only where that is chosen', () => {
  const shared = withDrawing(panel, 'share', true)
  expect([shared.share, withDrawing(panel, 'scale', true).scale]).toEqual([true, 'log'])
  expect(withDrawing(shared, 'share', false)).toEqual(panel)
})
