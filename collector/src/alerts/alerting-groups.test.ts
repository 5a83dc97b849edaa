/** Alerts that are split: each group fires and ends by itself, and one message names those that changed. */
import { describe, expect, it } from 'vitest'
import { grantScope } from '../query/project-scope.ts'
import type { Alerting } from './alerting.ts'
import { MOST_GROUPS } from './group-samples.ts'
import { previewOf } from './preview.ts'
import { listEvents } from './records.ts'
import {
  addAlert,
  addWebhook,
  alertHome,
  atSecond,
  FAILED,
  FINE,
  MINUTE,
  START_MS,
  sentTo,
  storeWithout,
} from './test-alerting.ts'
import type { AlertSetting } from './watch.ts'

const home = alertHome()

interface Got {
  readonly event: string
  readonly title: string
  readonly text: string
  readonly link: string
  readonly delivery: string
  readonly groups: readonly { readonly group: string; readonly event: string; readonly link: string }[]
}
const gotOf = (projectId: string): readonly Got[] => sentTo(home, projectId)
/** What was told, message by message: `fired a,b resolved c`. */
const told = (projectId: string) =>
  gotOf(projectId).map(({ groups }) => {
    const events = [...new Set(groups.map(({ event }) => event))]
    const of = (event: string) => groups.filter((each) => each.event === event).map(({ group }) => group)
    return events.map((event) => `${event} ${of(event).join(',')}`).join(' ')
  })
const standing = (alerting: Alerting, alert: AlertSetting) =>
  Object.fromEntries((alerting.watched(alert).check?.groups ?? []).map(({ key, state }) => [key, state.kind]))
const of = (model: string, ...rows: readonly object[]) => rows.map((row) => ({ ...row, model }))
const openOne = async (projectId: string, body: object = {}) => {
  const alerting = home.open()
  await addWebhook(alerting, projectId, home.receiver.url)
  const alert = await addAlert(alerting, projectId, { by: 'model', name: 'Failures', ...body })
  return { alerting, alert }
}

describe('an alert by group', () => {
  it('fires and ends for each, and names all that changed in one message', async () => {
    const { alerting, alert } = await openOne('a~1')
    await home.spans('a~1', 1, [...of('x', FAILED, FAILED, FAILED), ...of('y', FAILED, FAILED, FAILED, FAILED)])
    await home.spans('a~1', 1, [...of('calm', FINE, FAILED), FAILED, FAILED, FAILED])
    await home.spans('a~1', 3, of('x', FAILED, FAILED, FAILED))
    await home.pass(alerting, 3)
    expect(told('a~1')).toEqual(['fired y,x'])
    expect(standing(alerting, alert)).toEqual({ x: 'firing', y: 'firing', calm: 'ok' })
    await home.pass(alerting, 12)
    expect(told('a~1')).toEqual(['fired y,x', 'resolved y', 'resolved x'])
    const [fired] = gotOf('a~1')
    expect(fired?.title).toBe('Firing: Failures')
    expect(fired?.text).toContain('errors over 5 min above 2, by model\nFiring: y 4, x 3\n')
    expect(new URL(fired?.link ?? '').searchParams.get('q')).toBe('has:error model:y,x')
    expect(new URL(fired?.groups[0]?.link ?? '').searchParams.get('q')).toBe('has:error model:y')
    expect(alerting.watched(alert).state.kind).toBe('ok')
    await alerting.stop()
  })

  it('takes a group that fires later for news, also when somebody looks after the first', async () => {
    const { alerting, alert } = await openOne('b~1', { recover_seconds: 3600 })
    await home.spans('b~1', 1, of('x', FAILED, FAILED, FAILED))
    await home.pass(alerting, 3)
    await alerting.acknowledge(alert, 'owner')
    await home.pass(alerting, 2)
    expect(alerting.watched(alert).state.acknowledged?.user).toBe('owner')
    await home.spans('b~1', 6, of('y', FAILED, FAILED, FAILED))
    await home.pass(alerting, 3)
    expect(told('b~1')).toEqual(['fired x', 'fired y'])
    expect(alerting.watched(alert).state.acknowledged).toBeNull()
    await alerting.stop()
  })

  it('does not flap, and goes on where it was after a restart and beside another worker', async () => {
    const { alerting: one } = await openOne('c~1', { threshold: 4, recover_threshold: 1, recover_seconds: 180 })
    for (let minute = 0; minute < 40; minute++) {
      await home.spans('c~1', minute, of('x', ...(minute % 10 < 4 ? [FAILED, FAILED] : [minute % 2 ? FINE : FAILED])))
    }
    const two = home.open()
    await two.ready()
    await home.pass([one, two], 20)
    await Promise.all([one.stop(), two.stop()])
    // The check is lost with the process, the event is not.
    await home.store.command("alter table alert_checks delete where project_id = 'c~1' settings mutations_sync = 2")
    const three = home.open()
    await home.pass(three, 35)
    expect(told('c~1')).toEqual(['fired x', 'resolved x'])
    expect(new Set(gotOf('c~1').map(({ delivery }) => delivery)).size).toBe(2)
    await three.stop()
  })

  it('is told of although the store was away for a while, and once', async () => {
    const away = { table: '' }
    const alerting = home.open({ store: storeWithout(home.store, away), onError: () => undefined })
    await addWebhook(alerting, 'd~1', home.receiver.url)
    await addAlert(alerting, 'd~1', { by: 'model' })
    await home.spans('d~1', 1, [...of('x', FAILED, FAILED, FAILED), ...of('y', FAILED, FAILED, FAILED)])
    for (const table of ['alert_events', 'alert_deliveries', 'alert_checks', '']) {
      away.table = table
      for (let minute = 0; minute < 2; minute++) {
        home.time.nowMs += MINUTE
        await alerting.run().catch(() => undefined)
      }
    }
    await home.pass(alerting, 12)
    expect(told('d~1')).toEqual(['fired x,y', 'resolved x,y'])
    await alerting.stop()
  })

  it('tells of a group without data only where that is asked for, and forgets it after a week', async () => {
    const body = { metric: 'error_rate', threshold: 0.5, window_seconds: 86_400 }
    const { alerting, alert } = await openOne('e~1', body)
    const rule = { ...alert.body, noData: 'notify' as const }
    const loud = await alerting.saveAlert({ projectId: 'e~1', id: 'loud', rule, userId: '' })
    await home.spans('e~1', 0, [...of('x', FINE), ...of('y', FINE)])
    for (let hour = 0; hour < 40; hour++) {
      home.time.nowMs += 60 * MINUTE
      await home.spans('e~1', hour * 60, of('y', FINE))
      await alerting.run()
    }
    expect(standing(alerting, alert)).toEqual({ x: 'no_data', y: 'ok' })
    expect(told('e~1')).toEqual(['no_data x'])
    expect((await listEvents(home.store, 'e~1', { alertId: alert.id, limit: 9 })).length).toBe(0)
    for (let day = 0; day < 8; day++) {
      home.time.nowMs += 24 * 60 * MINUTE
      await home.spans('e~1', (home.time.nowMs - START_MS) / MINUTE - 60, of('y', FINE))
      await alerting.run()
    }
    expect(standing(alerting, loud)).toEqual({ y: 'ok' })
    expect(told('e~1').filter((each) => each.endsWith('x'))).toEqual(['no_data x', 'forgotten x'])
    await alerting.stop()
  })

  it('says at the end of a mute which groups still fire, and which ended in it', async () => {
    const { alerting, alert } = await openOne('f~1', { recover_seconds: 60 })
    await home.spans('f~1', 1, of('old', FAILED, FAILED, FAILED))
    await home.pass(alerting, 3)
    await alerting.mute(alert, { untilMs: home.time.nowMs + 7 * MINUTE, userId: 'owner' })
    await home.spans('f~1', 6, of('new', FAILED, FAILED, FAILED))
    await home.pass(alerting, 6)
    expect(told('f~1')).toEqual(['fired old'])
    await home.pass(alerting, 1)
    expect(gotOf('f~1')[1]?.title).toBe('Still firing, no longer muted: Failures')
    expect(gotOf('f~1')[1]?.text).toContain('\nResolved while it was muted: old 0\n')
    expect(told('f~1')).toEqual(['fired old', 'unmuted new,old'])
    await alerting.removeAlert(alert, 'owner')
    await home.pass(alerting, 1)
    expect(told('f~1').at(-1)).toBe('deleted new')
    await alerting.stop()
  })

  it('measures so many groups and says how many it leaves out, but never one that fires', async () => {
    const { alerting, alert } = await openOne('g~1', { recover_seconds: 3600 })
    await home.spans('g~1', 1, of('small', FAILED, FAILED, FAILED))
    await home.pass(alerting, 3)
    const many = Array.from({ length: MOST_GROUPS + 20 }, (_, index) => of(`m${index}`, FINE, FINE, FINE, FINE))
    await home.spans('g~1', 4, many.flat())
    await home.pass(alerting, 3)
    const { check } = alerting.watched(alert)
    expect(check?.groups?.length).toBe(MOST_GROUPS)
    expect(check?.leftOut).toBe(21)
    expect(standing(alerting, alert).small).toBe('firing')
    // A week of minutes is many values for each group.
    const preview = await previewOf(alert.body, home.time.nowMs, alerting.sourcesOf(grantScope('g~1')))
    expect(preview).toMatchObject({ groups: 19, leftOut: 52 })
    await alerting.stop()
  })

  it('does what its preview said', async () => {
    const { alerting, alert } = await openOne('h~1', {
      ...{ metric: 'duration_p95', threshold: 3e9, recover_threshold: 2e9, for_seconds: 60, recover_seconds: 120 },
    })
    for (let minute = 0; minute < 40; minute++) {
      const seconds = (START_MS + minute * MINUTE) / 1000
      const lasting = (model: string, long: boolean) => ({
        ...{ model, start_time: atSecond(seconds), end_time: atSecond(seconds + (long ? 5 : 1)) },
      })
      await home.spans('h~1', minute, [lasting('x', minute % 20 > 10), lasting('y', minute > 30), lasting('z', false)])
    }
    await home.pass(alerting, 50)
    const events = await listEvents(home.store, 'h~1', { alertId: undefined, limit: 100 })
    const fired = events
      .flatMap(({ atMs, changes }) => (changes ?? []).map(({ key, kind }) => ({ group: key, kind, fromMs: atMs })))
      .filter(({ kind }) => kind === 'fired')
      .map(({ group, fromMs }) => `${group} ${fromMs}`)
    const preview = await previewOf(alert.body, home.time.nowMs, alerting.sourcesOf(grantScope('h~1')))
    expect(fired.length).toBe(3)
    expect(preview.fired.map(({ group, fromMs }) => `${group} ${fromMs}`).sort()).toEqual(fired.sort())
    expect(preview).toMatchObject({ groups: 3, leftOut: 0 })
    expect(preview.samples.length).toBe(7 * 24 * 60)
    expect(Math.max(...preview.samples.map(({ value }) => value ?? 0))).toBe(5e9)
    await alerting.stop()
  })
})
