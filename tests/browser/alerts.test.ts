/**
 * Alerts, channels and budgets as somebody uses them: a channel that is tried, a rule with its preview, the message that
 * arrives, what it leads to, and a budget that is not complete.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReceiver, type Receiver } from '../../collector/src/alerts/test-alerting.ts'
import { chromiumPath, LIGHT, launch, OTHER, seriousFaults, textsOf, type Visit, visit } from '../support/browser.ts'
import { llmSpan, otlpBody, postTraces } from '../support/otlp.ts'
import { type Product, startProduct, tempFolder, until } from '../support/product.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'

const ALERTS = '/p/default~1/alerts'
const HOUR = 3_600_000
const MODEL = 'gpt-4o'
const chromium = chromiumPath()
const shots = process.env.VITRINE_SHOTS

describe.skipIf(chromium === undefined)('alerts and budgets', () => {
  const folder = tempFolder()
  const text = textsOf('en')
  let receiver: Receiver
  let mail: SmtpSink
  let product: Product
  let browser: Awaited<ReturnType<typeof launch>>
  let visited: Visit
  let page: Page

  beforeAll(async () => {
    receiver = await openReceiver()
    mail = await openSmtpSink()
    product = await startProduct({
      data: folder.path,
      env: {
        VITRINE_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
        VITRINE_SMTP_FROM: 'vitrine@example.com',
        VITRINE_ALERT_PRIVATE_HOSTS: '127.0.0.1',
        VITRINE_PUBLIC_URL: 'https://vitrine.example/',
      },
    })
    const now = Date.now()
    // A quiet week with three bad quarters of an hour, and one that is under way.
    const quiet = Array.from({ length: 160 }, (_, hour) => llmSpan({ startMs: now - (hour + 1) * HOUR }))
    const bad = [140, 90, 30].flatMap((hours) =>
      Array.from({ length: 8 }, (_, at) => llmSpan({ startMs: now - hours * HOUR + at * 1000, status: 2 })),
    )
    const late = Array.from({ length: 6 }, (_, at) => llmSpan({ startMs: now - 90_000 - at * 1000, status: 2 }))
    const unpriced = llmSpan({ startMs: now - 60_000, model: 'acme-nobody', attributes: { 'user.id': 'amy' } })
    await postTraces(product.otlp, otlpBody([...quiet, ...bad, ...late, unpriced]))
    await product.drained()
    browser = await launch(chromium ?? '')
    visited = await visit(browser, product.url, LIGHT)
    page = visited.page
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    await Promise.all([receiver?.close(), mail?.close()])
    folder.remove()
  })

  const shoot = async (name: string, of: Page = page) => {
    if (shots !== undefined) await of.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  }
  const button = (key: string) => page.getByRole('button', { name: text(key), exact: true })
  const fill = (key: string, value: string) => page.getByLabel(text(key), { exact: true }).fill(value)

  it('adds channels, shows a secret once, and tries them', async () => {
    await page.goto(`${product.url}${ALERTS}?tab=channels`)
    await button('channels.add').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(text('alerts.name'), { exact: true }).fill('hook')
    await dialog.getByLabel(text('channels.url'), { exact: true }).fill(receiver.url)
    await shoot('channel-dialog')
    await dialog.getByRole('button', { name: text('channels.add') }).click()
    const secret = page.getByRole('alertdialog')
    await secret.getByText(/^whsec_/).waitFor()
    await secret.getByRole('button', { name: text('channels.kept') }).click()
    await button('channels.add').click()
    await page.getByRole('dialog').getByLabel(text('channels.kind')).selectOption('email')
    await page.getByRole('dialog').getByLabel(text('alerts.name'), { exact: true }).fill('mail')
    await page.getByRole('dialog').getByLabel(text('channels.addresses')).fill('ops@example.com')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: text('channels.add') })
      .click()
    await page.getByText('ops@example.com').waitFor()
    for (const name of ['hook', 'mail']) {
      await page.getByRole('button', { name: text('channels.testNamed').replace('{{name}}', name) }).click()
      await page.getByText(`Test: ${name}`).waitFor()
    }
    await shoot('channels')
    expect(await page.getByText(text('channels.delivered')).count()).toBe(1)
    expect(receiver.got.map(({ body }) => body.event)).toEqual(['test'])
    expect(mail.got.length).toBe(1)
    expect(await page.content()).not.toContain('whsec_')
  })

  it('changes a channel, which keeps the address that nobody sees again, and speaks Persian from then on', async () => {
    receiver.got.length = 0
    await page.getByRole('button', { name: text('channels.editNamed').replace('{{name}}', 'hook') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(text('channels.language')).selectOption('fa')
    await shoot('channel-change')
    await dialog.getByRole('button', { name: text('channels.save') }).click()
    await page.getByRole('cell', { name: text('channels.languages.fa'), exact: true }).waitFor()
    await page.getByRole('button', { name: text('channels.testNamed').replace('{{name}}', 'hook') }).click()
    await page.getByText('آزمایش').waitFor()
    expect(receiver.got.map(({ body }) => String(body.title))).toEqual(['آزمایش: \u2068hook\u2069'])
    receiver.got.length = 0
  })

  it('previews a rule on the last seven days, saves it, and the message arrives', async () => {
    await page.goto(`${product.url}${ALERTS}/new`)
    await fill('alerts.name', 'Too many errors')
    await page.getByLabel(`${text('alerts.threshold')} (${text('alerts.units.plain')})`).fill('5')
    await page.getByLabel(text('alerts.window')).selectOption('300')
    await page.getByText('Would have fired 4 times').waitFor()
    await page.locator('figure .recharts-surface').first().waitFor()
    await page.getByLabel('hook').check()
    await page.getByLabel('mail').check()
    await shoot('alert-new')
    await button('alerts.save').click()
    await page.getByRole('heading', { level: 1, name: 'Too many errors' }).waitFor()
    await until('the message', () => Promise.resolve(receiver.got.find(({ body }) => body.event === 'fired')))
    await until('the mail', () => Promise.resolve(mail.got.length === 2 ? true : undefined))
    await button('alerts.acknowledge').click()
    await page.getByRole('cell', { name: text('alerts.events.acknowledged') }).waitFor()
    await button('alerts.mute').click()
    await page.getByRole('menuitem', { name: text('alerts.mutes.hour') }).click()
    await page.getByRole('cell', { name: text('alerts.events.muted') }).waitFor()
    await shoot('alert')
    expect(await seriousFaults(page)).toEqual([])
  })

  it('leads from a message to the traces behind it, by the same filter and window', async () => {
    const fired = receiver.got.find(({ body }) => body.event === 'fired')?.body
    expect(fired.link).toMatch(/^https:\/\/vitrine\.example\/p\/default~1\/traces\?/)
    const link = new URL(fired.link)
    await page.goto(`${product.url}${link.pathname}${link.search}`)
    await page.getByText(`${fired.value} of`).first().waitFor()
    const counted = await product.api<{ n: number }>(`/count${link.search}&scope=spans`)
    expect(counted.n).toBe(fired.value)
  })

  it('looks at each model by itself: what would have fired, how each stands, and one message that names it', async () => {
    receiver.got.length = 0
    await page.goto(`${product.url}${ALERTS}/new`)
    await fill('alerts.name', 'Each model')
    await page.getByLabel(text('alerts.by')).selectOption('model')
    await page.getByLabel(`${text('alerts.threshold')} (${text('alerts.units.plain')})`).fill('5')
    await page.getByLabel(text('alerts.window')).selectOption('300')
    await page.getByText('Would have fired 4 times').waitFor()
    await page.getByText('2 groups; drawn is the worst at each look.').waitFor()
    await page.getByLabel('hook').check()
    await shoot('alert-groups-new')
    await button('alerts.save').click()
    await page.getByRole('heading', { level: 1, name: 'Each model' }).waitFor()
    const told = await until('the message', () =>
      Promise.resolve(receiver.got.find(({ body }) => body.event === 'fired' && body.alert.name === 'Each model')),
    )
    expect(told.body.groups.map(({ group }: { group: string }) => group)).toEqual([MODEL])
    const groups = page.getByRole('table', { name: text('alerts.groups') })
    await groups.getByRole('row', { name: new RegExp(`${MODEL}.*${text('alerts.states.firing')}`) }).waitFor()
    await groups.getByRole('row', { name: new RegExp(`acme-nobody.*${text('alerts.states.ok')}`) }).waitFor()
    await page
      .getByRole('table', { name: text('alerts.tabs.history') })
      .getByRole('link', { name: MODEL })
      .waitFor()
    await shoot('alert-groups')
    expect(await seriousFaults(page)).toEqual([])
    const link = new URL(told.body.groups[0].link)
    await page.goto(`${product.url}${link.pathname}${link.search}`)
    await page.getByText(`${told.body.groups[0].value} of`).first().waitFor()
  })

  it('keeps a budget, says that it is not complete, and leads to the models without a price', async () => {
    await page.goto(`${product.url}${ALERTS}?tab=budgets`)
    await button('budgets.add').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(text('alerts.name'), { exact: true }).fill('This month')
    await dialog.getByLabel(text('budgets.amount')).fill('0.05')
    await shoot('budget-dialog')
    await dialog.getByRole('button', { name: text('budgets.add') }).click()
    await page.getByRole('row', { name: /This month/ }).waitFor()
    await page.getByRole('button', { name: text('channels.editNamed').replace('{{name}}', 'This month') }).click()
    await page.getByRole('dialog').getByLabel(text('budgets.amount')).fill('0.06')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: text('budgets.save') })
      .click()
    await page.getByRole('cell', { name: '$0.06' }).waitFor()
    await shoot('budgets')
    await page.getByTitle(text('budgets.incomplete')).click()
    await page.getByText('acme-nobody').waitFor()
    // An alert may watch it.
    await page.goto(`${product.url}${ALERTS}/new`)
    await page.getByLabel(text('alerts.metric')).selectOption('budget_spent')
    await page.getByLabel(text('alerts.budget')).selectOption({ label: 'This month' })
    await page.getByLabel(`${text('alerts.threshold')} (%)`).fill('50')
    await page.getByText(/Would have fired \d+ time/).waitFor()
    await shoot('alert-budget')
  })

  it('goes by keyboard from the list to an alert', async () => {
    await page.goto(`${product.url}/p/default~1/overview`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    const link = page.getByRole('link', { name: 'Too many errors' })
    await link.focus()
    await shoot('alerts')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Too many errors' }).waitFor()
    expect(visited.complaints).toEqual([])
  })

  it('has no serious fault in any tab, in dark and in Persian', async () => {
    const other = await visit(browser, product.url, OTHER)
    for (const tab of ['alerts', 'history', 'channels', 'budgets']) {
      await other.page.goto(`${product.url}${ALERTS}?tab=${tab}`)
      await other.page.getByRole('row').nth(1).waitFor()
      await shoot(`${tab}-${OTHER.name}`, other.page)
      expect({ tab, faults: await seriousFaults(other.page) }).toEqual({ tab, faults: [] })
    }
    const { alerts } = await product.api<{ alerts: { id: string }[] }>('/alerts')
    await other.page.goto(`${product.url}${ALERTS}/${alerts[0]?.id}`)
    await other.page.locator('figure .recharts-surface').first().waitFor()
    await other.page.getByRole('row').nth(1).waitFor()
    await shoot(`alert-${OTHER.name}`, other.page)
    expect(await seriousFaults(other.page)).toEqual([])
    expect(other.complaints).toEqual([])
    await other.context.close()
  })
})
