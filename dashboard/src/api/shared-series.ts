// Panels of one board often ask about the same spans. What is asked in one moment and differs by its metrics alone goes
// as one question, and each panel gets its part of the answer, as if it had asked by itself.
import type { SeriesAnswer } from '@vitrine/schemas/api'
import { type PanelRequest, sharedRequests } from '@vitrine/schemas/boards'

type Ask = (project: string, request: PanelRequest, signal: AbortSignal) => Promise<SeriesAnswer>

interface Asked {
  readonly project: string
  readonly request: PanelRequest
  readonly signal: AbortSignal
  readonly resolve: (answer: SeriesAnswer) => void
  readonly reject: (error: unknown) => void
}

export function sharing(ask: Ask): Ask {
  let asked: Asked[] = []
  const flush = () => {
    const waiting = asked.filter(({ signal }) => !signal.aborted)
    asked = []
    for (const project of new Set(waiting.map((each) => each.project))) {
      const those = waiting.filter((each) => each.project === project)
      for (const { request, of } of sharedRequests(those.map((each) => each.request))) {
        void answer(ask, { project, request, group: of.flatMap((index) => those[index] ?? []) })
      }
    }
  }
  return (project, request, signal) =>
    new Promise((resolve, reject) => {
      if (asked.length === 0) setTimeout(flush, 0)
      asked.push({ project, request, signal, resolve, reject })
      signal.addEventListener('abort', () => reject(signal.reason))
    })
}

type Shared = { project: string; request: PanelRequest; group: readonly Asked[] }

async function answer(ask: Ask, { project, request, group }: Shared): Promise<void> {
  const signal = whenAll(group.map((each) => each.signal))
  try {
    const whole = await ask(project, request, signal)
    for (const each of group) each.resolve(partOf(whole, each.request))
  } catch (error) {
    const isLost = signal.aborted || group.length === 1
    for (const each of group) {
      if (isLost) each.reject(error)
      // One of them may be at fault; the others shall not fail with it.
      else ask(project, each.request, each.signal).then(each.resolve, each.reject)
    }
  }
}

/** Given up when nobody waits any more. */
function whenAll(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController()
  const look = () => {
    if (signals.every(({ aborted }) => aborted)) controller.abort()
  }
  for (const signal of signals) signal.addEventListener('abort', look)
  return controller.signal
}

function partOf(answer: SeriesAnswer, { params }: PanelRequest): SeriesAnswer {
  const names = (params.metric ?? '').split(',')
  const own = <Block extends Pick<SeriesAnswer, 'series'>>(block: Block): Block => ({
    ...block,
    series: names.flatMap((name) => block.series.filter(({ metric }) => metric === name)),
  })
  return { ...own(answer), ...(answer.compare === undefined ? {} : { compare: own(answer.compare) }) }
}
