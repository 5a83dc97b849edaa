import { describe, expect, it } from 'vitest'
import { grantScope } from '../query/project-scope.ts'
import type { Alerting } from './alerting.ts'
import { RETRY_MS } from './outbox.ts'
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

const told = (projectId: string) => sentTo(home, projectId).map(({ event }) => event)
const history = async (projectId: string) =>
  (await listEvents(home.store, projectId, { alertId: undefined, limit: 100 })).map(({ kind }) => kind).reverse()
const state = (alerting: Alerting, alert: AlertSetting) => alerting.watched(alert).state.kind

describe('an alert', () => {
  it('fires once when it holds for long enough, and ends once', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'a~1', home.receiver.url)
    const alert = await addAlert(alerting, 'a~1', { for_seconds: 120, q: 'service:shop' })
    for (const minute of [3, 4, 5, 6]) await home.spans('a~1', minute, [FAILED, FAILED])
    await home.pass(alerting, 6)
    expect({ state: state(alerting, alert), told: told('a~1') }).toEqual({ state: 'ok', told: [] })
    expect(alerting.watched(alert).check?.holding.breachSinceMs).not.toBeNull()
    await home.pass(alerting, 30)
    expect(told('a~1')).toEqual(['fired', 'resolved'])
    expect(await history('a~1')).toEqual(['fired', 'resolved'])
    expect(state(alerting, alert)).toBe('ok')
    const [fired] = home.receiver.got
    // At 10:05 four have failed within five minutes; two minutes later it has held for two minutes.
    expect(fired?.body).toMatchObject({
      at: '2026-03-01T10:07:00.000Z',
      value: 8,
      from: '2026-03-01T10:02:00.000Z',
      to: '2026-03-01T10:07:00.000Z',
      alert: { name: 'Too many errors', severity: 'critical', threshold: 2 },
    })
    const link = new URL(fired?.body.link)
    expect(link.pathname).toBe('/p/a~1/traces')
    expect(Object.fromEntries(link.searchParams)).toEqual({
      q: 'service:shop has:error',
      from: '2026-03-01T10:02:00.000Z',
      to: '2026-03-01T10:07:00.000Z',
    })
    await alerting.stop()
  })

  it('does not flap around its threshold', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'b~1', home.receiver.url)
    await addAlert(alerting, 'b~1', { threshold: 4, recover_threshold: 1, recover_seconds: 180 })
    // Each window holds between two and six failures, up and down, and in the end none.
    for (let minute = 0; minute < 40; minute++) {
      await home.spans('b~1', minute, minute % 10 < 4 ? [FAILED, FAILED] : minute % 2 === 0 ? [FAILED] : [FINE])
    }
    await home.pass(alerting, 55)
    expect(told('b~1')).toEqual(['fired', 'resolved'])
    await alerting.stop()
  })

  it('has a state of its own without data, and says when there is none at all', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'c~1', home.receiver.url)
    const rate = await addAlert(alerting, 'c~1', { metric: 'error_rate', threshold: 0.5, recover_seconds: 120 })
    const rule = { ...rate.body, condition: 'missing' as const, metric: 'spans', threshold: null }
    await alerting.saveAlert({ projectId: 'c~1', id: 'gone', rule, userId: '' })
    await home.spans('c~1', -1, [FINE])
    await home.spans('c~1', 0, [FINE, FINE])
    await home.pass(alerting, 4)
    expect(state(alerting, rate)).toBe('ok')
    await home.pass(alerting, 8)
    expect(state(alerting, rate)).toBe('no_data')
    // Silent by default; the alert on missing data speaks.
    expect(told('c~1')).toEqual(['fired'])
    await home.spans('c~1', 12, [FINE])
    await home.pass(alerting, 5)
    expect(state(alerting, rate)).toBe('ok')
    expect(told('c~1')).toEqual(['fired', 'resolved'])
    expect(await history('c~1')).toEqual(['fired', 'no_data', 'data_back', 'resolved'])
    await alerting.stop()
  })

  it('is told once by two workers that both believe to lead', async () => {
    const one = home.open()
    await addWebhook(one, 'd~1', home.receiver.url)
    await addAlert(one, 'd~1', {})
    const two = home.open()
    await two.ready()
    await home.spans('d~1', 1, [FAILED, FAILED, FAILED])
    await home.pass([one, two], 12)
    expect(told('d~1')).toEqual(['fired', 'resolved'])
    expect(await history('d~1')).toEqual(['fired', 'resolved'])
    await Promise.all([one.stop(), two.stop()])
  })

  it('is neither repeated nor forgotten by a restart', async () => {
    const first = home.open()
    await addWebhook(first, 'e~1', home.receiver.url)
    const alert = await addAlert(first, 'e~1', {})
    await home.spans('e~1', 1, [FAILED, FAILED, FAILED])
    home.receiver.status = 503
    await home.pass(first, 3)
    expect(told('e~1')).toEqual(['fired'])
    await first.stop()

    // It died after the event and before the check, and before anybody was told.
    await home.store.command("alter table alert_checks delete where project_id = 'e~1' settings mutations_sync = 2")
    home.receiver.status = 200
    const second = home.open()
    await second.ready()
    expect(state(second, alert)).toBe('firing')
    await home.pass(second, 1)
    const ids = home.receiver.got.map(({ body }) => body.delivery)
    expect(told('e~1')).toEqual(['fired', 'fired'])
    expect(new Set(ids).size).toBe(1)
    await second.stop()

    // Nobody is there while it ends.
    home.time.nowMs += 20 * MINUTE
    const third = home.open()
    await home.pass(third, 2)
    expect(told('e~1')).toEqual(['fired', 'fired', 'resolved'])
    await third.stop()
    const fourth = home.open()
    await home.pass(fourth, 2)
    expect(told('e~1')).toEqual(['fired', 'fired', 'resolved'])
    expect(await history('e~1')).toEqual(['fired', 'resolved'])
    await fourth.stop()
  })

  it('is told of although the store went away before the look was noted', async () => {
    const away = { table: 'alert_checks' }
    const alerting = home.open({ store: storeWithout(home.store, away), onError: () => undefined })
    await addWebhook(alerting, 'i~1', home.receiver.url)
    await addAlert(alerting, 'i~1', {})
    await home.spans('i~1', 1, [FAILED, FAILED, FAILED])
    for (let minute = 0; minute < 4; minute += 1) {
      home.time.nowMs += MINUTE
      await alerting.run().catch(() => undefined)
    }
    expect(await history('i~1')).toEqual(['fired'])
    away.table = ''
    await home.pass(alerting, 12)
    expect(told('i~1')).toEqual(['fired', 'resolved'])
    await alerting.stop()
  })

  it('is not told of again because the store went away after it was', async () => {
    const away = { table: '' }
    const alerting = home.open({ store: storeWithout(home.store, away, 'sent'), onError: () => undefined })
    await addWebhook(alerting, 'j~1', home.receiver.url)
    await addAlert(alerting, 'j~1', { recover_seconds: 3600 })
    await home.spans('j~1', 1, [FAILED, FAILED, FAILED])
    away.table = 'alert_deliveries'
    await home.pass(alerting, 5)
    expect(told('j~1')).toEqual(['fired'])
    away.table = ''
    await home.pass(alerting, 5)
    expect(told('j~1')).toEqual(['fired'])
    await alerting.stop()
    const next = home.open()
    await home.pass(next, 5)
    expect(told('j~1')).toEqual(['fired'])
    await next.stop()
  })

  it('gives a message up after so many attempts, and says so', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'f~1', home.receiver.url)
    await addAlert(alerting, 'f~1', {})
    await home.spans('f~1', 1, [FAILED, FAILED, FAILED])
    home.receiver.status = 503
    await home.pass(alerting, 3)
    for (const pauseMs of RETRY_MS) {
      home.time.nowMs += pauseMs
      await alerting.run()
    }
    // The message that it is over waits for the one that it began.
    const attempts = told('f~1').filter((event) => event === 'fired').length
    expect(attempts).toBe(RETRY_MS.length + 1)
    await home.pass(alerting, 1)
    expect(told('f~1').filter((event) => event === 'fired').length).toBe(attempts)
    await alerting.stop()
  })

  it('tells nobody while it is muted, and tells what still fires when that is over', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'g~1', home.receiver.url)
    const alert = await addAlert(alerting, 'g~1', { recover_seconds: 3600 })
    await alerting.mute(alert, { untilMs: START_MS + 8 * MINUTE, userId: 'owner' })
    await home.spans('g~1', 1, [FAILED, FAILED, FAILED])
    await home.pass(alerting, 7)
    expect({ state: state(alerting, alert), told: told('g~1') }).toEqual({ state: 'firing', told: [] })
    await home.pass(alerting, 2)
    expect(told('g~1')).toEqual(['unmuted'])
    await alerting.acknowledge(alert, 'owner')
    expect(alerting.watched(alert).state.acknowledged?.user).toBe('owner')
    await home.pass(alerting, 90)
    expect(told('g~1')).toEqual(['unmuted', 'resolved'])
    expect(await history('g~1')).toEqual(['muted', 'fired', 'unmuted', 'acknowledged', 'resolved'])
    expect(alerting.watched(alert).state.acknowledged).toBeNull()
    await alerting.stop()
  })

  it('does what its preview said', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'h~1', home.receiver.url)
    const alert = await addAlert(alerting, 'h~1', {
      metric: 'duration_p95',
      threshold: 3e9,
      recover_threshold: 2e9,
      for_seconds: 60,
      recover_seconds: 120,
    })
    for (let minute = 0; minute < 60; minute++) {
      const seconds = (START_MS + minute * MINUTE) / 1000
      const slow = minute % 20 > 10 ? 5 : 1
      await home.spans('h~1', minute, [
        { start_time: atSecond(seconds), end_time: atSecond(seconds + slow) },
        { start_time: atSecond(seconds + 20), end_time: atSecond(seconds + 21) },
      ])
    }
    await home.pass(alerting, 70)
    const events = await listEvents(home.store, 'h~1', { alertId: undefined, limit: 100 })
    const fired = events.filter(({ kind }) => kind === 'fired').map(({ atMs }) => atMs)
    const preview = await previewOf(alert.body, home.time.nowMs, alerting.sourcesOf(grantScope('h~1')))
    expect(fired.length).toBe(3)
    expect(preview.fired.map(({ fromMs }) => fromMs)).toEqual(fired.reverse())
    expect(preview.samples.length).toBe(7 * 24 * 60)
    await alerting.stop()
  })
})
