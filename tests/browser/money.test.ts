import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, faultsIn, LOOKS, launch, textsOf, type Visit, visit } from '../support/browser.ts'
import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces } from '../support/otlp.ts'
import { type Product, startProduct, tempFolder } from '../support/product.ts'

/** The settings that mend what came in: a price for a model without one, a rule for an attribute that nothing reads. */
const SETTINGS = '/p/default~1/settings'
const chromium = chromiumPath()

describe.skipIf(chromium === undefined)('the settings for money and mapping', () => {
  const folder = tempFolder()
  let product: Product
  let browser: Browser
  const traceId = newTraceId()
  const spanId = newSpanId()

  beforeAll(async () => {
    product = await startProduct({ data: folder.path })
    const calls = LOOKS.flatMap(({ name }) =>
      [1, 2].map((turn) =>
        llmSpan({
          traceId: turn === 1 && name === 'light' ? traceId : newTraceId(),
          spanId: turn === 1 && name === 'light' ? spanId : newSpanId(),
          startMs: Date.now() - 60_000 + turn,
          model: `acme-${name}`,
          input: 1_000_000,
          output: 0,
          attributes: { 'gen_ai.provider.name': 'acme', 'acme.thread': `thread-${name}` },
        }),
      ),
    )
    await postTraces(product.otlp, otlpBody(calls))
    await product.drained()
    browser = await launch(chromium ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    folder.remove()
  })

  describe.each(LOOKS)('$name', (look) => {
    const text = textsOf(look.language)
    const model = `acme-${look.name}`
    let visited: Visit
    let page: Page

    beforeAll(async () => {
      visited = await visit(browser, product.url, look)
      page = visited.page
    })
    afterAll(async () => {
      await visited?.context.close()
    })

    /** Names in a right-to-left text stand between marks of their own. */
    const namedButton = (key: string, name: string) =>
      page.getByRole('button', { name: new RegExp(text(key).replace(/\{\{\w+\}\}/, `.?${name}.?`)) })
    const fill = (key: string, value: string) =>
      page.getByRole('dialog').getByLabel(text(key), { exact: true }).fill(value)
    const press = (key: string) =>
      page
        .getByRole('dialog')
        .getByRole('button', { name: text(key), exact: true })
        .click()

    it('lists the model, previews a price, and applies it to history', async () => {
      await page.goto(`${product.url}${SETTINGS}?section=prices`)
      await namedButton('prices.addNamed', model).click()
      await fill('prices.columns.input_uncached', '2')
      await fill('prices.columns.output', '4')
      const dialog = page.getByRole('dialog')
      await dialog.getByText(text('prices.moreKinds')).click()
      await fill('prices.columns.cache_write_1h', '5')
      await press('prices.tierAdd')
      const long = dialog.getByRole('group', { name: text('prices.tierNext') })
      await long.getByLabel(text('prices.above')).fill('many')
      await long.getByText(text('prices.problems.aboveBad')).waitFor()
      await long.getByText(text('prices.problems.tierEmpty')).waitFor()
      expect(await faultsIn(look, page)).toEqual([])
      await long.getByLabel(text('prices.above')).fill('200 000')
      await long.getByLabel(text('prices.columns.input_uncached'), { exact: true }).fill('3')
      await press('prices.preview')
      await dialog.getByTestId('history-done').waitFor()
      expect(await dialog.getByTestId('difference').count()).toBe(1)
      const before = await product.api<{ models: { model: string }[] }>('/unpriced')
      expect(before.models.map((each) => each.model)).toContain(model)
      expect(await faultsIn(look, page)).toEqual([])
      await press('prices.saveAll')
      await dialog.getByText(text('prices.job.apply.done')).waitFor()
      await page.keyboard.press('Escape')
      const after = await product.api<{ models: { model: string }[] }>('/unpriced')
      expect(after.models.map((each) => each.model)).not.toContain(model)
      await namedButton('prices.removeNamed', model).waitFor()
      const { prices } = await product.api<{ prices: { model: string; tiers: unknown[] }[] }>('/prices')
      expect(prices.find((price) => price.model === model)?.tiers).toEqual([
        { above: 0, per_million: { input_uncached: '2', output: '4', cache_write_1h: '5' } },
        { above: 200_000, per_million: { input_uncached: '3' } },
      ])
      expect(await faultsIn(look, page)).toEqual([])
    })

    it('shows a real span before and after a rule that is not saved yet', async () => {
      await page.goto(`${product.url}${SETTINGS}?section=mapping`)
      await page.getByText(text('mapping.attributes')).first().click()
      await namedButton('mapping.useNamed', 'acme.thread').click()
      await page.getByTestId('after-session').waitFor()
      expect(await page.getByTestId('after-session').textContent()).toMatch(/^thread-/)
      const { rules } = await product.api<{ rules: unknown[] }>('/mapping')
      expect(rules).toEqual([])
      expect(await faultsIn(look, page)).toEqual([])
    })

    it('the doctor of a span says what fed its fields', async () => {
      await page.goto(`${product.url}/p/default~1/traces/${traceId}?span=${spanId}&tab=doctor`)
      await page.getByText(text('doctor.codes.content_not_sent')).waitFor()
      await page.getByRole('row', { name: /tokens_input_uncached/ }).waitFor()
      await page
        .getByRole('table', { name: text('doctor.ignored') })
        .getByText('acme.thread')
        .waitFor()
      expect(await faultsIn(look, page)).toEqual([])
      // From what nothing reads to a rule for it, tried on this span.
      await page
        .getByRole('button', { name: new RegExp(text('doctor.mapNamed').replace('{{key}}', '.?acme.thread.?')) })
        .click()
      await page.getByTestId('after-session').waitFor()
      expect(await page.getByTestId('after-session').textContent()).toBe('thread-light')
      await page
        .getByRole('button', { name: text('prices.preview'), exact: true })
        .first()
        .click()
      await page.getByTestId('history-done').waitFor()
      expect(await page.getByTestId('difference').count()).toBe(1)
      expect((await product.api<{ rules: unknown[] }>('/mapping')).rules).toEqual([])
    })

    it('without a complaint of the browser', () => {
      expect(visited.complaints).toEqual([])
    })
  })
})
