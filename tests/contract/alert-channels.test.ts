/** Messages of alerts, as they arrive at real servers of this test. */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMailer } from '../../collector/src/alerts/channels/mail.ts'
import { post } from '../../collector/src/alerts/channels/post.ts'
import { createPrivateHosts, isPublic } from '../../collector/src/alerts/channels/private-hosts.ts'
import { slackPost, webhookPost } from '../../collector/src/alerts/channels/webhook.ts'
import { type Message, messageOf } from '../../collector/src/alerts/message.ts'
import type { AlertEventRecord } from '../../collector/src/alerts/records.ts'
import { ruleFrom } from '../../collector/src/alerts/rule.ts'
import { firstState } from '../../collector/src/alerts/step.ts'
import { openReceiver, type Receiver } from '../../collector/src/alerts/test-alerting.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'

const NOW = Date.UTC(2026, 2, 1, 10)
const LINK =
  'https://vitrine.example/p/shop~1/traces?q=service%3Ashop+has%3Aerror&from=2026-03-01T09%3A55%3A00.000Z&to=2026-03-01T10%3A00%3A00.000Z'
const event: AlertEventRecord = {
  projectId: 'shop~1',
  alertId: 'alert_1',
  seq: 3,
  kind: 'fired',
  atMs: NOW,
  state: { ...firstState(NOW), kind: 'firing', isTold: true },
  value: 7,
  n: null,
  rule: ruleFrom({
    name: 'Errors <!channel> & خطا',
    severity: 'critical',
    metric: 'errors',
    q: 'service:shop',
    window_seconds: 300,
    condition: 'above',
    threshold: 5,
    channels: ['c'],
    note: 'Look at the provider first.',
  }),
  userId: '',
  tell: ['c'],
}
const context = {
  project: { id: 'shop~1', name: 'shop' },
  publicUrl: 'https://vitrine.example',
  budgetOf: () => undefined,
}
const message: Message = messageOf(event, 'c', context)
const inPersian: Message = messageOf(event, 'c', context, 'fa')
const here = createPrivateHosts(['127.0.0.1'])

let receiver: Receiver
let sink: SmtpSink
beforeAll(async () => {
  receiver = await openReceiver()
  sink = await openSmtpSink({ user: 'vitrine', password: 'secret' })
})
afterAll(() => Promise.all([receiver.close(), sink.close()]))
beforeEach(() => {
  receiver.got.length = 0
  receiver.status = 200
  sink.refuses = undefined
})

describe('a webhook', () => {
  const made = () => webhookPost(message, { url: receiver.url, secret: 'whsec_1', nowMs: NOW })

  it('arrives signed over its time and its body, and leads to the traces', async () => {
    expect(await post(made(), here)).toEqual({ kind: 'sent' })
    const [got] = receiver.got
    const timestamp = String(got?.headers['x-vitrine-timestamp'])
    const wanted = createHmac('sha256', 'whsec_1').update(`${timestamp}.${got?.text}`).digest('hex')
    expect(got?.headers['x-vitrine-signature']).toBe(`v1=${wanted}`)
    expect(timestamp).toBe(String(NOW / 1000))
    expect(got?.headers['x-vitrine-delivery']).toBe(message.deliveryId)
    expect(got?.body).toMatchObject({
      version: 1,
      delivery: message.deliveryId,
      event: 'fired',
      event_id: 'alert_1.3',
      project: { id: 'shop~1', name: 'shop' },
      alert: { id: 'alert_1', name: 'Errors <!channel> & خطا', threshold: 5 },
      state: 'firing',
      value: 7,
      unit: '1',
      link: LINK,
      alert_link: 'https://vitrine.example/p/shop~1/alerts/alert_1',
    })
  })

  it.each([
    [200, 'sent'],
    [204, 'sent'],
    [302, 'failed'],
    [400, 'failed'],
    [410, 'failed'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('answered with %i is %s', async (status, kind) => {
    receiver.status = status
    expect((await post(made(), here)).kind).toBe(kind)
    expect(receiver.got.length).toBe(1)
  })

  it.each(['http://127.0.0.1:1/', 'http://localhost/', 'http://[::1]/', 'http://[::ffff:10.0.0.1]/', 'http://0x7f.1/'])(
    'never reaches %s unless that is allowed',
    async (url) => {
      const sent = await post({ url, body: '{}', headers: {} }, createPrivateHosts([]))
      expect(sent).toMatchObject({ kind: 'failed', why: expect.stringContaining('VITRINE_ALERT_PRIVATE_HOSTS') })
    },
  )

  it('reaches a private host that is listed by its name or its network', async () => {
    const url = receiver.url.replace('127.0.0.1', 'localhost')
    expect(await post({ ...made(), url }, createPrivateHosts(['localhost']))).toEqual({ kind: 'sent' })
    expect(await post(made(), createPrivateHosts(['127.0.0.0/8']))).toEqual({ kind: 'sent' })
    expect((await post(made(), createPrivateHosts(['10.0.0.0/8']))).kind).toBe('failed')
  })

  it('is tried again when nobody listens', async () => {
    const gone = await openReceiver()
    await gone.close()
    expect((await post({ ...made(), url: gone.url }, here)).kind).toBe('retry')
  })
})

it.each([
  ['1.1.1.1', true],
  ['2606:4700::1111', true],
  ['10.1.2.3', false],
  ['172.31.0.1', false],
  ['192.168.0.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['224.0.0.1', false],
  ['::1', false],
  ['::', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['ff02::1', false],
  ['nonsense', false],
])('%s is public: %s', (address, wanted) => {
  expect(isPublic(address)).toBe(wanted)
})

it('says the same to a Slack-compatible webhook, where nothing becomes a mention', async () => {
  expect(await post(slackPost(message, receiver.url), here)).toEqual({ kind: 'sent' })
  const text = String(receiver.got[0]?.body.text)
  expect(text).toContain('Firing: Errors &lt;!channel&gt; &amp; خطا')
  expect(text).toContain(`<${LINK}|Traces>`)
  expect(text).toContain('Look at the provider first.')
})

it('speaks the language of its channel to people, and the same to programs', async () => {
  await post(webhookPost(inPersian, { url: receiver.url, secret: 'whsec_1', nowMs: NOW }), here)
  await post(slackPost(inPersian, receiver.url), here)
  const [hook, slack] = receiver.got.map(({ body }) => body)
  const said = String(hook?.text).replace(/[\u2068\u2069]/g, '')
  expect(said).toContain('هشدار: Errors <!channel> & خطا')
  expect(said).toContain('errors در 5 دقیقه از service:shop بیش از 5؛ اکنون 7')
  expect(said).toContain('شدت: بحرانی، پروژه: shop')
  expect(String(slack?.text)).toContain(`<${LINK}|ردها>`)
  expect(hook).toMatchObject({ event: 'fired', state: 'firing', value: 7, alert: { severity: 'critical' } })
})

describe('mail', () => {
  const mailer = (login: string) =>
    createMailer({ url: `smtp://${login}@127.0.0.1:${sink.port}`, from: 'vitrine@example.com' })

  it('arrives at each address, with the link and an id that stays', async () => {
    expect(await mailer('vitrine:secret').send(message, ['a@example.com', 'b@example.com'])).toEqual({ kind: 'sent' })
    const [mail] = sink.got
    expect(mail).toMatchObject({ from: 'vitrine@example.com', to: ['a@example.com', 'b@example.com'], user: 'vitrine' })
    const text = mail?.text.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? ''
    expect(text).toContain(`Message-ID: <${message.deliveryId}@127.0.0.1>`)
    expect(text).toContain(LINK)
    expect(text).toContain('errors over 5 min of service:shop above 5; now 7')
  })

  it('is tried again when the login is wrong or the server is busy, and given up when it says no', async () => {
    expect((await mailer('vitrine:wrong').send(message, ['a@example.com'])).kind).toBe('retry')
    sink.refuses = 450
    expect((await mailer('vitrine:secret').send(message, ['a@example.com'])).kind).toBe('retry')
    sink.refuses = 550
    expect((await mailer('vitrine:secret').send(message, ['a@example.com'])).kind).toBe('failed')
  })
})
