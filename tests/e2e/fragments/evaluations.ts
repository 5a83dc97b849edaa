import { describe, expect, it } from 'vitest'
import { at, ids, keyValues, logBody, logs, sent, spanBody, traces } from './scene.ts'

describe.concurrent('an evaluation', () => {
  const span = ids()
  const result = {
    'gen_ai.evaluation.name': 'relevance',
    'gen_ai.evaluation.score.value': 0.5,
    'gen_ai.evaluation.score.label': 'half',
    'gen_ai.evaluation.explanation': 'half of it',
  }
  const base = { ...span, name: 'chat', startTimeUnixNano: at(0), endTimeUnixNano: at(500) }
  const plain = traces(spanBody(base))
  const withEvent = traces(
    spanBody({
      ...base,
      events: [{ name: 'gen_ai.evaluation.result', timeUnixNano: at(1), attributes: keyValues(result) }],
    }),
  )
  const asLog = logs(logBody({ ...span, name: 'gen_ai.evaluation.result', attributes: result }))

  it.each([
    ['in an event of the span', [withEvent, withEvent]],
    ['in a log record, before the span', [asLog, plain, asLog]],
    ['in a log record, after the span', [plain, asLog, asLog]],
    ['in both', [withEvent, asLog, withEvent]],
  ])('is one score, however often it comes: %s', async (_, deliveries) => {
    const project = await sent(deliveries)
    expect((await project.totals()).scores).toEqual([{ name: 'relevance', n: 1, mean: 0.5 }])
    expect(await project.span(span)).toMatchObject({ scores: [{ name: 'relevance' }] })
  })

  const answered = traces(
    spanBody({ ...base, attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.response.id': 'msg_judged' } }),
  )
  const ofAnswer = (ms = 1) =>
    logs(
      logBody({ name: 'gen_ai.evaluation.result', ms, attributes: { ...result, 'gen_ai.response.id': 'msg_judged' } }),
    )
  it.each([
    ['before the call', [ofAnswer(), answered, ofAnswer()]],
    ['after the call', [answered, ofAnswer(), ofAnswer()]],
  ])('that names an answer and no span is a score of its call: %s', async (_, deliveries) => {
    const project = await sent(deliveries)
    expect((await project.totals()).scores).toEqual([{ name: 'relevance', n: 1, mean: 0.5 }])
    expect(await project.span(span)).toMatchObject({ scores: [{ name: 'relevance' }] })
  })

  it('given twice by two judges is two scores', async () => {
    const second = { ...result, 'gen_ai.evaluation.score.value': 1 }
    const project = await sent([
      plain,
      asLog,
      logs(logBody({ ...span, name: 'gen_ai.evaluation.result', ms: 9, attributes: second })),
    ])
    expect((await project.totals()).scores).toEqual([{ name: 'relevance', n: 2, mean: 0.75 }])
  })
})
