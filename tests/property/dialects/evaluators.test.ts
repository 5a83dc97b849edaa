/** Verdicts that telemetry carries, in every form that is sent, as scores. */
import { describe, expect, test } from 'vitest'
import { decodeLogs } from '../../../collector/src/decode/logs.ts'
import { scoresOfLog, scoresOfSpan } from '../../../collector/src/ingest/evaluation-scores.ts'
import { HEADERS } from '../../support/dialects/captures.ts'
import { rowOf, type SpanFacts, spanOf } from '../../support/dialects/span-of.ts'

const json = JSON.stringify
const scoresIn = (facts: SpanFacts) =>
  scoresOfSpan(spanOf(facts), rowOf(facts).kind, HEADERS).map(({ name, value, text_value, comment }) => [
    name,
    value,
    text_value,
    comment,
  ])
const openInference = (output: unknown) => ({ 'openinference.span.kind': 'EVALUATOR', 'output.value': json(output) })

describe("an evaluator's answer", () => {
  test.each<[string, Record<string, string>, unknown[]]>([
    ['Phoenix', openInference({ score: 0.5, label: 'partly', explanation: 'so' }), [['judge', 0.5, 'partly', 'so']]],
    [
      'Phoenix, a list',
      openInference([
        { name: 'a', score: 1 },
        { name: 'b', score: 0 },
      ]),
      [
        ['a', 1, '', ''],
        ['b', 0, '', ''],
      ],
    ],
    ['a number alone', openInference(0.7), [['judge', 0.7, '', '']]],
    [
      'a word alone',
      { 'openinference.span.kind': 'EVALUATOR', 'output.value': 'factual' },
      [['judge', null, 'factual', '']],
    ],
    ['yes or no', openInference(true), [['judge', 1, 'true', '']]],
    [
      'Langfuse',
      { 'langfuse.observation.type': 'evaluator', 'langfuse.observation.output': json({ value: 3, comment: 'ok' }) },
      [['judge', 3, '', 'ok']],
    ],
    [
      'Mastra',
      { 'mastra.span.type': 'scorer_run', 'mastra.scorer_run.output': json({ score: 0.9, reason: 'near' }) },
      [['judge', 0.9, '', 'near']],
    ],
    [
      'Laminar, numbers by name',
      { 'lmnr.span.type': 'EVALUATOR', 'lmnr.span.output': json({ accuracy: 1, tone: 0.25 }) },
      [
        ['accuracy', 1, '', ''],
        ['tone', 0.25, '', ''],
      ],
    ],
    [
      'MLflow',
      { 'mlflow.spanType': '"EVALUATOR"', 'mlflow.spanOutputs': json({ name: 'safe', value: 'yes', rationale: 'r' }) },
      [['safe', null, 'yes', 'r']],
    ],
    [
      'Genkit',
      {
        'genkit:metadata:subtype': 'evaluator',
        'genkit:output': json([{ testCaseId: 't', evaluation: { score: 0.4, details: { reasoning: 'w' } } }]),
      },
      [['judge', 0.4, '', 'w']],
    ],
    ['prose is no verdict', openInference('the run went well'), []],
    ['nothing', { 'openinference.span.kind': 'EVALUATOR' }, []],
  ])('%s', (_, attributes, expected) => {
    expect(scoresIn({ name: 'judge', attributes })).toEqual(expected)
  })

  test('is none of a span that is no evaluator', () => {
    expect(scoresIn({ attributes: { ...openInference({ score: 1 }), 'openinference.span.kind': 'CHAIN' } })).toEqual([])
  })
})

const RESULT = {
  'gen_ai.evaluation.name': 'Relevance',
  'gen_ai.evaluation.score.value': 4,
  'gen_ai.evaluation.score.label': 'good',
  'gen_ai.evaluation.explanation': 'why',
}
const RELEVANCE = [['Relevance', 4, 'good', 'why']]

describe('an evaluation result', () => {
  test('stands in an event, or on the span', () => {
    expect(scoresIn({ events: [{ name: 'gen_ai.evaluation.result', attributes: RESULT }] })).toEqual(RELEVANCE)
    expect(scoresIn({ attributes: RESULT })).toEqual(RELEVANCE)
  })

  test('has its name in that of the event, and one number under an older key', () => {
    const attributes = { 'gen_ai.evaluation.score': 3, 'gen_ai.evaluation.reasoning': 'why' }
    expect(scoresIn({ events: [{ name: 'gen_ai.evaluation.fluency', attributes }] })).toEqual([
      ['fluency', 3, '', 'why'],
    ])
  })

  test.each<[string, object]>([
    ['its attributes', { attributes: keyValues(RESULT) }],
    ['its body', { body: { kvlistValue: { values: keyValues({ ...RESULT }) } } }],
    [
      'a nested body',
      {
        body: {
          kvlistValue: {
            values: [
              ...keyValues({ name: 'Relevance', explanation: 'why' }),
              { key: 'score', value: { kvlistValue: { values: keyValues({ value: 4, label: 'good' }) } } },
            ],
          },
        },
      },
    ],
  ])('is read from a log record by %s', (_, said) => {
    const record = {
      traceId: '1'.repeat(32),
      spanId: '2'.repeat(16),
      timeUnixNano: '1772000000000000000',
      eventName: 'gen_ai.evaluation.result',
      ...said,
    }
    const body = Buffer.from(json({ resourceLogs: [{ scopeLogs: [{ scope: { name: 's' }, logRecords: [record] }] }] }))
    const scores = decodeLogs(body, 'json').records.flatMap((log) => scoresOfLog(log, HEADERS))
    expect(scores.map((score) => [score.name, score.value, score.text_value, score.comment])).toEqual(RELEVANCE)
  })
})

function keyValues(values: Readonly<Record<string, string | number>>): object[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  }))
}
