import type { Alert } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { type AlertDraft, bodyOfDraft, draftErrors, draftOf, NEW_ALERT } from './alert-draft.ts'

const draft = (change: Partial<AlertDraft>): AlertDraft => ({ ...NEW_ALERT, name: 'a', threshold: '5', ...change })
/** What the API would answer for a body. */
const answered = (body: NonNullable<ReturnType<typeof bodyOfDraft>>): Alert => ({
  ...(body as unknown as Alert),
  id: 'alert_1',
  unit: '1',
})

describe('an alert that is written', () => {
  it.each<[string, Partial<AlertDraft>, object]>([
    ['a count', {}, { metric: 'errors', threshold: 5 }],
    ['seconds', { metric: 'duration_p95', threshold: '2.5' }, { threshold: 2.5e9 }],
    ['a share', { metric: 'error_rate', threshold: '7' }, { threshold: 0.07 }],
    ['money', { metric: 'cost.ours', threshold: '0.5' }, { threshold: 0.5 }],
    ['a change', { metric: 'duration_p95', compare: 'last_week', threshold: '20' }, { threshold: 20 }],
    ['a score', { metric: 'score', metricName: 'good:very', threshold: '0.5' }, { metric: 'score:good:very' }],
    [
      'a budget',
      { metric: 'budget_spent', metricName: 'b1', q: 'model:x', threshold: '80' },
      { metric: 'budget_spent:b1', q: '' },
    ],
    ['any metric', { metric: 'other', metricName: 'tokens.reasoning' }, { metric: 'tokens.reasoning' }],
    ['nothing at all', { condition: 'missing', threshold: '' }, { metric: 'spans', threshold: null }],
    ['a field', { by: 'model' }, { by: 'model' }],
    ['an attribute', { by: 'attribute', byAttribute: ' tier ' }, { by: 'attribute:tier' }],
    ['minutes', { forMinutes: '10', recoverMinutes: '0' }, { for_seconds: 600, recover_seconds: 0 }],
  ])('of %s is what the API takes, and is read back as it was', (_, change, wanted) => {
    const body = bodyOfDraft(draft(change))
    expect(body).toMatchObject(wanted)
    if (body === undefined) return
    expect(bodyOfDraft(draftOf(answered(body)))).toEqual(body)
  })

  it.each<[Partial<AlertDraft>, string[]]>([
    [{ threshold: 'many' }, ['threshold']],
    [{ q: 'service:' }, ['q']],
    [{ recoverThreshold: '6' }, ['recoverThreshold']],
    [{ recoverThreshold: '4' }, []],
    [{ condition: 'below', recoverThreshold: '4' }, ['recoverThreshold']],
    [{ forMinutes: '1.5' }, ['forMinutes']],
    [{ threshold: '' }, []],
  ])('%o is wrong in %o', (change, fields) => {
    expect([...draftErrors(draft(change))]).toEqual(fields)
  })

  it.each<Partial<AlertDraft>>([
    { threshold: '' },
    { metric: 'score' },
    { metric: 'budget_spent' },
    { by: 'attribute' },
  ])('%o is none yet', (change) => expect(bodyOfDraft(draft(change))).toBeUndefined())
})
