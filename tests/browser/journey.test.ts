import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type {
  DatasetItem,
  DatasetListAnswer,
  ItemListAnswer,
  SpanDetail,
  Totals,
  TraceListAnswer,
  TraceSkeletonAnswer,
} from '@vitrine/schemas/api'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  chromiumPath,
  faultsIn,
  LIGHT,
  LOOKS,
  type Look,
  launch,
  textsOf,
  type Visit,
  visit,
} from '../support/browser.ts'
import { ADMIN_KEY, type Product, sharedData, startProduct, tempFolder } from '../support/product.ts'
import { phoneChecks } from './journey/phone-checks.ts'
import { sendTraffic, TRACES } from './traffic.ts'

/** From the overview to an exported dataset, as a person goes, with every number on the way held against the API's. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const PROJECT = '/p/default~1'
const ALL_TIME = 'all'
const FAILED_TRACES = 'trace.errors>0'

const chromium = chromiumPath()
const shared = sharedData()

describe.skipIf(chromium === undefined)('the dashboard in a browser', () => {
  const folder = tempFolder()
  let product: Product
  let browser: Browser

  beforeAll(async () => {
    product = await startProduct({ data: folder.path })
    await sendTraffic(product, Date.now())
    browser = await launch(chromium ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    folder.remove()
  })

  const totals = async (query = ''): Promise<Totals> => (await product.api<{ total: Totals }>(`/totals${query}`)).total
  const count = async (q: string): Promise<number> =>
    (await product.api<{ n: number }>(`/count?scope=traces&q=${encodeURIComponent(q)}`)).n

  describe.each(LOOKS)('$name', (look) => {
    const text = textsOf(look.language)
    const datasetName = `refunds ${look.name}`
    let visited: Visit
    let page: Page

    beforeAll(async () => {
      visited = await visit(browser, product.url, look)
      page = visited.page
    })
    afterAll(() => visited.context.close())

    it('opens the overview with the numbers of the API', async () => {
      await page.goto(`${product.url}/`)
      await page.waitForURL(`**${PROJECT}/overview**`)
      const total = await totals()
      const series = await product.api<{ series: { total: number }[] }>('/series?metric=duration_p95&root=true')
      expect(await tileNumber(page, text('overview.tiles.traces'))).toBe(TRACES)
      expect(total.traces).toBe(TRACES)
      expect(await tileNumber(page, text('overview.tiles.errors'))).toBe((await count(FAILED_TRACES)) / TRACES)
      expect(await tileNumber(page, text('overview.tiles.p95'))).toBe(series.series[0]?.total)
      expect(await tileNumber(page, text('overview.tiles.cost'))).toBe(Number(total.cost.ours))
      expect(await tileNumber(page, text('overview.tiles.tokens'))).toBe(
        (total.tokens.input ?? 0) + (total.tokens.output ?? 0),
      )
      expect(await tileNumber(page, text('overview.tiles.users'))).toBe(total.users)
      expect(await tableNumbers(page.getByRole('table', { name: text('overview.byModel') }))).toEqual(modelRows(total))
      await expectPlain(page, look)
    })

    it('says in words what the large numbers are', async () => {
      const total = await totals()
      const shown = await wordsOf(tile(page, text('overview.tiles.traces')).locator('data'))
      const money = await wordsOf(tile(page, text('overview.tiles.cost')).locator('data'))
      expect(shown).toBe(String(TRACES))
      expect(Number(money.replace(/[^\d.]/g, ''))).toBeCloseTo(Number(total.cost.ours), 2)
      expect(await wordsOf(tile(page, text('overview.tiles.cost')))).toContain(String(total.cost.unpriced_calls))
    })

    it('lists the traces, and those that match a filter', async () => {
      await navLink(page, text('nav.traces')).click()
      await numbersIn(page, [TRACES])
      const matching = await count('status:error')
      await page.getByRole('combobox', { name: text('list.queryLabel') }).fill('status:error')
      await page.keyboard.press('Enter')
      await numbersIn(page, [matching, TRACES])
      const { traces } = await product.api<TraceListAnswer>('/traces?q=status:error&limit=5')
      const rows = page.locator('[data-row]')
      await rows.nth(4).waitFor()
      for (const [at, trace] of traces.entries()) {
        const row = page.locator(`[data-row="${at}"]`)
        expect(await wordsOf(row.locator('[data-row-link]'))).toBe(trace.name)
        const tokens = sum(trace.tokens.input, trace.tokens.output)
        expect(await values(row)).toEqual(
          [trace.duration, tokens, trace.cost.ours, trace.spans, trace.errors]
            .filter((one) => one !== null)
            .map(String),
        )
      }
      await expectPlain(page, look)
    })

    it('shows a trace beside the list, and on a page of its own with its facts and all of its spans', async () => {
      await page.locator('[data-row="0"] [data-row-link]').click()
      await page.waitForURL(/peek=[0-9a-f]{32}/)
      await page
        .getByRole('region', { name: text('list.peek') })
        .getByRole('treegrid')
        .waitFor()
      await expectPlain(page, look)
      await link('list.openWhole').click()
      await page.waitForURL(/\/traces\/[0-9a-f]{32}/)
      const trace = await product.api<TraceSkeletonAnswer>(`/traces/${traceIdOf(page)}`)
      expect(await fact('duration').getAttribute('value')).toBe(trace.duration)
      expect(await fact('tokens').getAttribute('value')).toBe(String(sum(trace.tokens.input, trace.tokens.output)))
      expect(await fact('spans').getAttribute('value')).toBe(String(trace.span_count))
      expect(await fact('errors').getAttribute('value')).toBe(String(trace.errors))
      expect(await fact('calls').getAttribute('value')).toBe(String(trace.calls))
      const rows = page.getByRole('treegrid').locator('.span-row')
      await rows.nth(trace.span_count - 1).waitFor()
      expect((await rows.locator('bdi[title]').allInnerTexts()).sort()).toEqual(
        trace.spans.map(({ name }) => name).sort(),
      )
      await expectPlain(page, look)
    })

    it('shows what one model call said, and what it cost', async () => {
      const { spans } = await product.api<TraceSkeletonAnswer>(`/traces/${traceIdOf(page)}`)
      const last = spans.findLast(({ calls }) => calls === 1)
      const call = await product.api<SpanDetail>(`/traces/${traceIdOf(page)}/spans/${last?.span_id}`)
      await page.locator(`[id="span-row-${call.span_id}"]`).click()
      await page.waitForURL(`**span=${call.span_id}**`)
      const panel = page.getByRole('region', { name: text('trace.spanPanel') })
      const said = call.messages.flatMap(({ parts }) =>
        parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
      )
      expect(said.length).toBe(2)
      for (const words of said) await panel.getByText(words, { exact: true }).waitFor()
      const numbers = await values(panel)
      expect(numbers).toContain(String(BigInt(call.end ?? 0) - BigInt(call.start)))
      expect(numbers).toContain(String(sum(call.tokens.input, call.tokens.output)))
      expect(numbers).toContain(call.cost.ours)
      await expectPlain(page, look)
    })

    it('adds the call to a new dataset', async () => {
      await button('trace.addToDataset').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: text('datasets.name') }).fill(datasetName)
      await dialog.getByRole('button', { name: text('datasets.add.start'), exact: true }).click()
      await dialog.getByRole('link', { name: text('datasets.job.open') }).waitFor()
      expect(digits(await wordsOf(dialog.getByTestId('job-added')))).toEqual([1])
      await expectPlain(page, look)
      await dialog.getByRole('link', { name: text('datasets.job.open') }).click()
      await page.waitForURL('**/datasets/**')
    })

    it('shows the dataset and exports it as JSON lines', async () => {
      const { dataset, items } = await datasetNamed(datasetName)
      const [item] = items
      expect(digits(await wordsOf(page.getByRole('main').getByRole('status').first()))).toEqual([dataset.items])
      expect(await page.getByRole('table').getByRole('row').count()).toBe(1 + items.length)
      await expectPlain(page, look)
      const [download] = await Promise.all([page.waitForEvent('download'), link('datasets.export').click()])
      const lines = readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\n')
      expect(lines.map((line) => JSON.parse(line) as DatasetItem)).toMatchObject([
        { id: item?.id, input: item?.input, expected: item?.expected, source_trace_id: item?.source_trace_id },
      ])
    })

    it('leads back from an item to its trace', async () => {
      const { items } = await datasetNamed(datasetName)
      await page
        .getByRole('table')
        .getByRole('link', { name: text('datasets.openSource') })
        .click()
      await page.waitForURL(`**/traces/${items[0]?.source_trace_id}?span=${items[0]?.source_span_id}`)
      await page.getByRole('treegrid').waitFor()
    })

    it.each([
      ['datasets', 'nav.datasets'],
      ['sessions', 'nav.sessions'],
      ['users', 'nav.users'],
      ['compare', 'compare.title'],
      ['start', 'start.title'],
      ['ingest', 'ingest.title'],
      ['settings', 'settings.title'],
      ['settings?section=projects', 'settings.title'],
      ['settings?section=preferences', 'settings.title'],
    ])('draws /%s without a serious fault', async (address, title) => {
      await page.goto(`${product.url}${PROJECT}/${address}`)
      await page.getByRole('heading', { level: 1, name: text(title) }).waitFor()
      await expectPlain(page, look)
    })

    it('complained about nothing and asked nobody else', () => {
      expect(visited.complaints).toEqual([])
    })

    function link(key: string): Locator {
      return page.getByRole('link', { name: text(key), exact: true })
    }
    function button(key: string): Locator {
      return page.getByRole('button', { name: text(key), exact: true })
    }
    function fact(name: string): Locator {
      const term = page.locator('dt').filter({ hasText: exactly(text(`trace.fact.${name}`)) })
      return page.locator('dl > div').filter({ has: term }).locator('data')
    }
  })

  describe('on a phone', () => phoneChecks({ product: () => product, browser: () => browser }))

  describe.skipIf(shared === undefined)('on public real data', () => {
    it.each(['langfuse-framework-traces', 'tau-bench'])('%s has the numbers of the API', async (source) => {
      const { id, key } = await importSource(source)
      const { total } = await product.api<{ total: Totals }>('/totals', { key })
      const { page, context, complaints } = await visit(browser, product.url, LIGHT)
      const text = textsOf(LIGHT.language)
      await page.goto(`${product.url}/p/${id}/overview?range=${ALL_TIME}`)
      expect(await tileNumber(page, text('overview.tiles.traces'))).toBe(total.traces)
      expect(await tileNumber(page, text('overview.tiles.users'))).toBe(total.users)
      expect(await tableNumbers(page.getByRole('table', { name: text('overview.byModel') }))).toEqual(
        modelRows(total).slice(0, 12),
      )
      await expectPlain(page, LIGHT)
      await navLink(page, text('nav.traces')).click()
      await numbersIn(page, [total.traces])
      await page.locator('[data-row="0"] [data-row-link]').click()
      await page.getByRole('link', { name: text('list.openWhole') }).click()
      await page.waitForURL(/\/traces\/[0-9a-f]{32}/)
      const trace = await product.api<TraceSkeletonAnswer>(`/traces/${traceIdOf(page)}`, { key })
      await page.getByRole('treegrid').locator('.span-row').first().waitFor()
      expect(await page.getByRole('treegrid').getAttribute('aria-rowcount')).toBe(String(trace.span_count + 1))
      await expectPlain(page, LIGHT)
      expect(complaints).toEqual([])
      await context.close()
    })
  })

  async function datasetNamed(name: string): Promise<ItemListAnswer> {
    const { datasets } = await product.api<DatasetListAnswer>('/datasets')
    const id = datasets.find((one) => one.name === name)?.id ?? ''
    return await product.api<ItemListAnswer>(`/datasets/${id}/items`)
  }

  async function importSource(source: string): Promise<{ id: string; key: string }> {
    const made = await product.api<{ id: string; key: string }>('/projects', { key: ADMIN_KEY, body: { name: source } })
    const file = path.join(shared ?? '', 'otlp', `${source}.public.jsonl.gz`)
    const args = ['import', '--url', product.url, '--key', made.key, file]
    await promisify(execFile)(process.execPath, [path.join(ROOT, 'collector/dist/cli.js'), ...args], {
      env: { ...process.env, VITRINE_DATA: folder.path },
    })
    await product.drained({ key: made.key })
    return made
  }
})

/** The look that was asked for, and nothing that axe calls serious. */
async function expectPlain(page: Page, look: Look): Promise<void> {
  const drawn = await page.evaluate(() => [document.documentElement.dir, document.documentElement.dataset.theme])
  expect(drawn).toEqual([look.language === 'fa' ? 'rtl' : 'ltr', look.theme])
  expect(await faultsIn(look, page)).toEqual([])
}

function navLink(page: Page, name: string): Locator {
  return page.getByRole('navigation').getByRole('link', { name, exact: true })
}

function tile(page: Page, title: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
}

async function tileNumber(page: Page, title: string): Promise<number> {
  return Number(await tile(page, title).locator('data').getAttribute('value'))
}

async function wordsOf(part: Locator): Promise<string> {
  return (await part.textContent()) ?? ''
}

/** The values behind what is drawn, in reading order. */
function values(part: Locator): Promise<string[]> {
  return part.locator('data').evaluateAll((found) => found.map((one) => one.getAttribute('value') ?? ''))
}

/** The rows of a table: the first word of their header, then their values. */
async function tableNumbers(table: Locator): Promise<string[][]> {
  const rows = table.locator('tbody tr')
  await rows.first().waitFor()
  return await Promise.all(
    (await rows.all()).map(async (row) => [await wordsOf(row.locator('bdi').first()), ...(await values(row))]),
  )
}

/** The model table as the API has it; what nobody said is drawn without a value. */
function modelRows({ models }: Totals): string[][] {
  return models.map(({ model, calls, tokens, cost }) =>
    [model, calls, tokens.input, tokens.output, cost.ours].filter((one) => one !== null).map(String),
  )
}

/** Waits until the line above the list says these numbers. */
async function numbersIn(page: Page, wanted: readonly number[]): Promise<void> {
  await page.waitForFunction(
    (expected) =>
      (
        document.querySelector('[data-testid="result-line"]')?.textContent?.replaceAll(',', '').match(/\d+/g) ?? []
      ).join() === expected,
    wanted.join(),
  )
}

function digits(text: string): number[] {
  return (text.replaceAll(',', '').match(/\d+/g) ?? []).map(Number)
}

function traceIdOf(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text}$`)
}

function sum(input: number | null, output: number | null): number | null {
  return input === null && output === null ? null : (input ?? 0) + (output ?? 0)
}
