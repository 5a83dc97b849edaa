import type { SeriesAnswer } from '@vitrine/schemas/api'
import type { PanelRequest } from '@vitrine/schemas/boards'
import { describe, expect, it } from 'vitest'
import { sharing } from './shared-series.ts'

const request = (metric: string, more: Record<string, string> = {}): PanelRequest => ({
  path: '/series',
  params: { metric, from: '1', to: '2', ...more },
})
const series = (metric: string) => ({ metric }) as SeriesAnswer['series'][number]
const answerTo = ({ params }: PanelRequest) =>
  ({
    step: '1h',
    series: String(params.metric).split(',').map(series),
    compare: { series: String(params.metric).split(',').map(series) },
  }) as unknown as SeriesAnswer
const never = () => new AbortController().signal
const namesIn = (answer: SeriesAnswer) => [
  answer.series.map(({ metric }) => metric),
  answer.compare?.series.map(({ metric }) => metric),
]

function recorded(fails: (metric: string) => boolean = () => false) {
  const asked: { metric: string; signal: AbortSignal }[] = []
  const ask = sharing((_project, each, signal) => {
    const { metric = '' } = each.params
    asked.push({ metric, signal })
    return fails(metric) ? Promise.reject(new Error(metric)) : Promise.resolve(answerTo(each))
  })
  return { asked, ask }
}

describe('panels that ask about the same spans', () => {
  it('ask once, and each gets its own part', async () => {
    const { asked, ask } = recorded()
    const [one, two, other] = await Promise.all([
      ask('p', request('spans,errors'), never()),
      ask('p', request('errors,calls'), never()),
      ask('p', request('calls', { q: 'has:call' }), never()),
    ])
    expect(asked.map(({ metric }) => metric)).toEqual(['spans,errors,calls', 'calls'])
    expect(namesIn(one)).toEqual([
      ['spans', 'errors'],
      ['spans', 'errors'],
    ])
    expect(namesIn(two)[0]).toEqual(['errors', 'calls'])
    expect(namesIn(other)[0]).toEqual(['calls'])
  })

  it('do not fail with one that fails', async () => {
    const { ask } = recorded((metric) => metric.includes('bad'))
    const [good, bad] = await Promise.allSettled([
      ask('p', request('spans'), never()),
      ask('p', request('bad'), never()),
    ])
    expect([good.status, bad.status]).toEqual(['fulfilled', 'rejected'])
  })

  it('are given up when nobody waits any more, and not before', async () => {
    const asked: AbortSignal[] = []
    const ask = sharing((_project, _request, signal) => {
      asked.push(signal)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))))
    })
    const [first, second] = [new AbortController(), new AbortController()]
    const answers = Promise.allSettled([ask('p', request('a'), first.signal), ask('p', request('b'), second.signal)])
    await new Promise((resolve) => setTimeout(resolve, 0))
    first.abort()
    expect(asked.map(({ aborted }) => aborted)).toEqual([false])
    second.abort()
    expect(asked.map(({ aborted }) => aborted)).toEqual([true])
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('are not mixed between projects', async () => {
    const { asked, ask } = recorded()
    await Promise.all([ask('p', request('a'), never()), ask('q', request('b'), never())])
    expect(asked.map(({ metric }) => metric)).toEqual(['a', 'b'])
  })
})
