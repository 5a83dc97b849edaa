import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { chromiumPath, type Look, seriousFaults } from '../support/browser.ts'
import { browserHome } from '../support/browser-home.ts'
import { llmSpan, otlpBody, postTraces } from '../support/otlp.ts'
import { ADMIN_KEY } from '../support/product.ts'

/** The first minutes of a newcomer: an empty product, the first span confirmed, the demo looked at and removed. */
const chromium = chromiumPath()
const LOOK: Look = { name: 'light', theme: 'light', language: 'en' }

describe.skipIf(chromium === undefined)('the start page', () => {
  const home = browserHome({ chromium, look: LOOK })
  const { text } = home

  it('is where an empty product leads', async () => {
    await home.page.goto(home.product.url)
    await home.page.waitForURL('**/p/default~1/start')
    await home.page.getByText(text('start.waiting')).waitFor()
    expect(await seriousFaults(home.page)).toEqual([])
  })

  it('shows no column of choices over an empty list, and names the window that it reads', async () => {
    await home.page.goto(`${home.product.url}/p/default~1/traces?range=soon`)
    await home.page.getByText(text('list.empty.never')).waitFor()
    await home.page.getByText('range=soon').waitFor()
    const range = home.page.getByRole('group', { name: text('time.label') })
    await range.getByRole('button', { name: text('time.presets.24h') }).click()
    await home.page.getByRole('button', { name: text('time.presets.all') }).click()
    await home.page.waitForURL('**/traces?range=all')
    await range.getByRole('button', { name: text('time.presets.all') }).waitFor()
    expect(await home.page.getByRole('button', { name: text('list.hideFacets') }).count()).toBe(0)
    expect(await seriousFaults(home.page)).toEqual([])
    await home.page.goto(`${home.product.url}/p/default~1/start`)
  })

  it.each(['/p/default~1/nowhere', '/nowhere/at/all'])(
    'keeps the way to everything on %s, which is no page',
    async (path) => {
      const page = await home.visited.context.newPage()
      await page.goto(`${home.product.url}${path}`)
      await page.getByRole('heading', { name: text('shell.notFound') }).waitFor()
      expect(await seriousFaults(page)).toEqual([])
      await page
        .getByRole('navigation')
        .getByRole('link', { name: text('nav.start') })
        .click()
      await page.waitForURL('**/p/default~1/start')
      await page.close()
    },
  )

  it('says by itself what the first span was', async () => {
    const body = otlpBody([llmSpan({ model: 'gpt-4o', input: 120, output: 18 })], { 'service.name': 'by-hand' })
    expect((await postTraces(home.product.otlp, body, undefined)).status).toBe(200)
    await home.page.getByText(text('start.arrived_one').replace('{{n}}', '1')).waitFor()
    expect(await facts(home.page)).toMatchObject({
      [text('start.facts.service')]: 'by-hand',
      [text('start.facts.dialect')]: 'otel-genai',
      [text('start.facts.calls')]: '1',
      [text('start.facts.tokens')]: '138',
      [text('start.facts.price')]: text('start.pricing.all'),
    })
    await home.page.getByText(text('start.missingHints.session')).waitFor()
    expect(await seriousFaults(home.page)).toEqual([])
    await home.page.getByRole('link', { name: text('start.openTrace') }).click()
    await home.page.getByRole('treegrid').waitFor()
  })

  it('removes the demo project with one click', async () => {
    const demo = await home.product.api<{ id: string; key: string }>('/projects', {
      key: ADMIN_KEY,
      body: { name: 'demo', is_demo: true },
    })
    await postTraces(home.product.otlp, otlpBody([llmSpan({})]), demo.key)
    await home.page.goto(`${home.product.url}/p/default~1/start`)
    await home.page.getByRole('button', { name: text('start.removeDemo') }).click()
    await home.page.getByRole('button', { name: text('start.showDemo') }).waitFor()
    const { projects } = await home.product.api<{ projects: { name: string }[] }>('/projects', { key: ADMIN_KEY })
    expect(projects.map(({ name }) => name)).toEqual(['default'])
    expect(home.visited.complaints).toEqual([])
  })
})

/** The description list of what arrived, as words. */
async function facts(page: Page): Promise<Record<string, string>> {
  const names = await page.locator('dt').allInnerTexts()
  const said = await page.locator('dd').allInnerTexts()
  return Object.fromEntries(names.map((name, at) => [name, said[at] ?? '']))
}
