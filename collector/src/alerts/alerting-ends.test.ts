/** Who was told that something is not well is told when it is over, however it comes to be over. */
import { describe, expect, it } from 'vitest'
import type { Alerting } from './alerting.ts'
import { addAlert, addWebhook, alertHome, FAILED, FINE, MINUTE, START_MS, sentTo } from './test-alerting.ts'
import type { AlertSetting } from './watch.ts'

const home = alertHome()

const gotOf = (projectId: string) => sentTo(home, projectId)
const told = (projectId: string) => gotOf(projectId).map(({ event }) => event)
const state = (alerting: Alerting, alert: AlertSetting) => alerting.watched(alert).state.kind

describe('an alert', () => {
  it('tells at the end of a mute that there is still no data, where that was to be told', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'a~1', home.receiver.url)
    const body = { metric: 'error_rate', threshold: 0.5, no_data: 'notify', name: 'Rate' } as const
    const alert = await addAlert(alerting, 'a~1', body)
    await alerting.mute(alert, { untilMs: START_MS + 8 * MINUTE, userId: 'owner' })
    await home.spans('a~1', -2, [FINE])
    await home.pass(alerting, 7)
    expect({ state: state(alerting, alert), told: told('a~1') }).toEqual({ state: 'no_data', told: [] })
    await home.pass(alerting, 2)
    const title = 'Still no data, no longer muted: Rate'
    expect(gotOf('a~1')).toMatchObject([{ event: 'unmuted', state: 'no_data', title }])
    await home.spans('a~1', 9, [FINE])
    await home.pass(alerting, 3)
    expect(told('a~1')).toEqual(['unmuted', 'data_back'])
    await alerting.stop()
  })

  it('tells at the end of a mute what ended within it, of what was told before', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'b~1', home.receiver.url)
    const alert = await addAlert(alerting, 'b~1', { name: 'Failed' })
    await home.spans('b~1', 1, [FAILED, FAILED, FAILED])
    await home.pass(alerting, 4)
    expect(told('b~1')).toEqual(['fired'])
    await alerting.mute(alert, { untilMs: home.time.nowMs + 10 * MINUTE, userId: 'owner' })
    await home.pass(alerting, 9)
    expect({ state: state(alerting, alert), told: told('b~1') }).toEqual({ state: 'ok', told: ['fired'] })
    await alerting.mute(alert, { untilMs: null, userId: 'owner' })
    await home.pass(alerting, 20)
    expect(told('b~1')).toEqual(['fired', 'unmuted'])
    expect(gotOf('b~1').at(-1)).toMatchObject({ state: 'ok', title: 'Resolved while it was muted: Failed' })
    await alerting.stop()
  })

  it('tells that it was deleted while it fired, once, and so it tells a channel that it leaves', async () => {
    const alerting = home.open()
    await addWebhook(alerting, 'c~1', home.receiver.url)
    const alert = await addAlert(alerting, 'c~1', { name: 'Failed', recover_seconds: 3600 })
    const calm = await alerting.saveAlert({ ...alert, id: 'calm', rule: { ...alert.body, threshold: 9 }, userId: '' })
    await home.spans('c~1', 1, [FAILED, FAILED, FAILED])
    await home.pass(alerting, 4)
    expect(told('c~1')).toEqual(['fired'])
    const away = await alerting.saveAlert({ ...alert, rule: { ...alert.body, channels: [] }, userId: 'owner' })
    await home.pass(alerting, 1)
    expect(told('c~1')).toEqual(['fired', 'changed'])
    expect(state(alerting, away)).toBe('firing')
    const back = await alerting.saveAlert({ ...alert, rule: alert.body, userId: 'owner' })
    await alerting.removeAlert(back, 'owner')
    await alerting.removeAlert(calm, 'owner')
    await home.pass(alerting, 2)
    await alerting.stop()
    const next = home.open()
    await home.pass(next, 2)
    expect(told('c~1')).toEqual(['fired', 'changed', 'deleted'])
    const last = gotOf('c~1').at(-1)
    expect(last).toMatchObject({ state: 'ok', alert_link: 'https://vitrine.example/p/c~1/alerts?tab=history' })
    expect(last?.title).toBe('Ended, since the alert was deleted while firing: Failed')
    expect(next.settings.list('c~1', 'alert')).toEqual([])
    await next.stop()
  })
})
