import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type Look, launch, seriousFaults, textsOf, type Visit, visit } from '../support/browser.ts'
import { llmSpan, otlpBody, postTraces } from '../support/otlp.ts'
import { ADMIN_KEY, type Product, startProduct, tempFolder } from '../support/product.ts'

/** The first minutes of a newcomer: an empty product, the first span confirmed, the demo looked at and removed. */
const chromium = chromiumPath()
const LOOK: Look = { name: 'light', theme: 'light', language: 'en' }

describe.skipIf(chromium === undefined)('the start page', () => {
  const folder = tempFolder()
  const text = textsOf(LOOK.language)
  let product: Product
  let browser: Browser
  let visited: Visit
  let page: Page

  beforeAll(async () => {
    product = await startProduct({ data: folder.path })
    browser = await launch(chromium ?? '')
    visited = await visit(browser, product.url, LOOK)
    page = visited.page
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    folder.remove()
  })

  it('is where an empty product leads', async () => {
    await page.goto(product.url)
    await page.waitForURL('**/p/default~1/start')
    await page.getByText(text('start.waiting')).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  it('says by itself what the first span was', async () => {
    const body = otlpBody([llmSpan({ model: 'gpt-4o', input: 120, output: 18 })], { 'service.name': 'by-hand' })
    expect((await postTraces(product.otlp, body, undefined)).status).toBe(200)
    await page.getByText(text('start.arrived_one').replace('{{n}}', '1')).waitFor()
    expect(await facts(page)).toMatchObject({
      [text('start.facts.service')]: 'by-hand',
      [text('start.facts.dialect')]: 'otel-genai',
      [text('start.facts.calls')]: '1',
      [text('start.facts.tokens')]: '138',
      [text('start.facts.price')]: text('start.pricing.all'),
    })
    await page.getByText(text('start.missingHints.session')).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('link', { name: text('start.openTrace') }).click()
    await page.getByRole('treegrid').waitFor()
  })

  it('removes the demo project with one click', async () => {
    const demo = await product.api<{ id: string; key: string }>('/projects', {
      key: ADMIN_KEY,
      body: { name: 'demo', is_demo: true },
    })
    await postTraces(product.otlp, otlpBody([llmSpan({})]), demo.key)
    await page.goto(`${product.url}/p/default~1/start`)
    await page.getByRole('button', { name: text('start.removeDemo') }).click()
    await page.getByRole('button', { name: text('start.showDemo') }).waitFor()
    const { projects } = await product.api<{ projects: { name: string }[] }>('/projects', { key: ADMIN_KEY })
    expect(projects.map(({ name }) => name)).toEqual(['default'])
    expect(visited.complaints).toEqual([])
  })
})

/** The description list of what arrived, as words. */
async function facts(page: Page): Promise<Record<string, string>> {
  const names = await page.locator('dt').allInnerTexts()
  const said = await page.locator('dd').allInnerTexts()
  return Object.fromEntries(names.map((name, at) => [name, said[at] ?? '']))
}
