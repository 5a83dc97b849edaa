import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { agent, call, idOf, send, spanOf, tool, traceOf } from '../../scripts/bench/ux-traces.mjs'
import { chromiumPath, type Look, pageInZone, visit } from '../support/browser.ts'
import { browserHome } from '../support/browser-home.ts'
import { PROJECT_KEY } from '../support/product.ts'
import { headerChecks } from './everywhere/header-checks.ts'

/** What is said in one place is said in every other; the numbers are those of docs/ux-checks.md. */
const chromium = chromiumPath()
const LOOK: Look = { name: 'light', theme: 'light', language: 'en' }
const P = '/p/default~1'
const WORDS = 'سلام دنیا'
const DAY_MS = 86_400_000
const MANY = 7
const VIEWER_PASSWORD = 'only to look'
/** Not all of them on every day: a colour must not follow from a place in a list. */
const MODELS = ['gpt-4o', 'claude-sonnet-4', 'gemini-2.5-pro', 'mistral-large-latest']

/** As a client writes it that escapes all but ASCII. */
const escaped = (text: string) =>
  JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const [one, other] = ['F-ESC one', 'F-ESC other'].map((name, n) => traceOf(name, Date.now() - 600_000 * (n + 1)))
const spanId = (name: string, as: string) => idOf(`${name} ${as}`, 8)

function toldBy(trace: typeof one, more: string) {
  if (trace === undefined) throw new Error('there are two traces')
  return [
    spanOf(trace, 'invoke_agent letters', { as: 'root', lasts: 900, attributes: agent('letters') }),
    spanOf(trace, 'execute_tool odd', {
      as: 'odd',
      parent: 'root',
      lasts: 100,
      attributes: { ...tool('odd'), 'gen_ai.tool.call.result': `{"said":[${escaped(WORDS)},${escaped(more)}]}` },
    }),
  ]
}

/** Spans that one filter finds, and days in which something happened. */
const picked = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) =>
    spanOf(traceOf(`F-PICK ${from + n}`, Date.now() - 5_000), 'picked', { lasts: 5, attributes: tool('picked') }),
  )
const daily = () =>
  Array.from({ length: 5 }, (_, n) =>
    spanOf(traceOf(`F-DAY ${n}`, Date.now() - (n + 1) * DAY_MS), 'daily', {
      lasts: 5,
      attributes: { 'deployment.environment.name': n === 0 ? 'staging' : 'production' },
    }),
  )

const calls = () =>
  MODELS.flatMap((model, at) =>
    Array.from({ length: at + 1 }, (_, day) =>
      spanOf(traceOf(`F-COLOUR ${model} ${day}`, Date.now() - 60_000 - day * DAY_MS), `chat ${model}`, {
        lasts: 500,
        attributes: call(model, 1_000 * (at + 1), 100),
      }),
    ),
  )

describe.skipIf(chromium === undefined)('everywhere', () => {
  const home = browserHome({
    chromium,
    look: LOOK,
    env: { VITRINE_VIEWER_PASSWORD: VIEWER_PASSWORD },
    fill: async (product) => {
      const letters = [...toldBy(one, 'یکی'), ...toldBy(other, 'دیگری')]
      await send(product.otlp, PROJECT_KEY, [...letters, ...picked(0, MANY), ...daily(), ...calls()])
      await product.drained()
    },
  })
  const { text } = home
  const open = (path: string, page: Page = home.page) => page.goto(`${home.product.url}${P}/${path}`)

  it('42: what a page begins with is asked for once, before its program runs', async () => {
    const { page, context } = await visit(home.browser, home.product.url, LOOK)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname.replace(/-[\w-]{8}\.js$/, '')))
    const firsts = ['/api/v1/me', '/assets/TracesPage', '/assets/en']
    // The program itself waits until all of them were asked for.
    await page.route(/\/assets\/index-.*\.js/, async (route) => {
      await expect.poll(() => firsts.filter((name) => !asked.includes(name))).toEqual([])
      await route.continue()
    })
    await open('traces', page)
    await page.locator('[data-row]').first().waitFor()
    expect(asked.filter((name) => firsts.includes(name)).toSorted()).toEqual(firsts)
    await context.close()
  })

  it('31: escaped text is real letters as it came, in a difference, in a copy and in a file', async () => {
    const [a, b] = [one?.id ?? '', other?.id ?? '']
    const [aSpan, bSpan] = [spanId('F-ESC one', 'odd'), spanId('F-ESC other', 'odd')]
    const main = home.page.locator('main')
    await home.visited.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await open(`traces/${a}?span=${aSpan}&tab=raw`)
    await main.getByText(WORDS).first().waitFor()
    expect(await main.textContent()).not.toContain('\\u06')
    await main.getByRole('button', { name: text('trace.copyNamed').replace('{{name}}', text('trace.output')) }).click()
    await home.page.getByRole('button', { name: text('trace.copied') }).waitFor()
    const copied = await home.page.evaluate(() => navigator.clipboard.readText())
    expect(JSON.parse(copied)).toEqual({ said: [WORDS, 'یکی'] })
    expect(copied).toContain(WORDS)

    await open(`compare?a=${a}&b=${b}&as=${aSpan}&bs=${bSpan}`)
    const difference = home.page.getByRole('region', { name: text('compare.diff') })
    await difference.getByText('دیگری').first().waitFor()
    expect(await difference.textContent()).not.toContain('\\u06')
    const exported = await home.page.request.get(`${home.product.url}/api/v1/spans?project=default&q=tool:odd`)
    expect(await exported.text()).toContain(WORDS)
  })

  it('35: buckets begin where the days of the chosen zone do, in the chart and in its table', async () => {
    const zones = { local: 'Asia/Tehran', UTC: 'UTC' }
    const starts: Record<string, readonly string[]> = {}
    for (const [timeZone, zone] of Object.entries(zones)) {
      const page = await pageInZone(home.browser, timeZone)
      const asked: URL[] = []
      page.on('request', (request) => {
        if (request.url().includes('/api/v1/series?')) asked.push(new URL(request.url()))
      })
      await open('dashboards/usage?range=30d', page)
      const title = 'Runs by status'
      const panel = page.getByRole('figure', { name: title, exact: true })
      await panel.getByRole('button', { name: `${title} as a table` }).click()
      await panel.locator('tbody th').first().waitFor()
      const days = await panel.locator('tbody th').allInnerTexts()
      expect(days.length).toBeGreaterThan(25)
      // The first may be cut by the window; every other begins at midnight.
      expect(days.slice(0, -1).filter((day) => !/12:00.AM|00:00/.test(day))).toEqual([])
      expect(new Set(asked.map((url) => url.searchParams.get('tz')))).toEqual(new Set([zone]))
      starts[zone] = days
      await page.context().close()
    }
    expect(Object.keys(starts)).toEqual(['Asia/Tehran', 'UTC'])
  })

  it('77: a model has one colour on every chart, page and day, for whoever looks', async () => {
    const worn = new Map<string, Set<string>>()
    const seen = new Set<string>()
    const readers = { owner: ['1h', '24h', '7d'], viewer: ['7d'] }
    for (const [reader, ranges] of Object.entries(readers)) {
      const { page, context } = await visit(home.browser, home.product.url, LOOK)
      // Tall enough for every panel to be in sight: those beyond it are not read.
      await page.setViewportSize({ width: 1440, height: 4_000 })
      if (reader === 'viewer') {
        await page.goto(`${home.product.url}/login`)
        await page.getByLabel(text('login.password')).fill(VIEWER_PASSWORD)
        await page.getByRole('button', { name: text('login.enter') }).click()
        await page.getByTitle(text('shell.readOnlyHint')).waitFor()
      }
      for (const path of ['overview', 'dashboards/cost', 'dashboards/latency', 'dashboards/usage']) {
        for (const range of ranges) {
          await open(`${path}?range=${range}`, page)
          const legend = page.locator('main figure li, main section li').filter({ has: page.locator('svg rect') })
          await legend.filter({ hasText: 'gpt-4o' }).first().waitFor()
          const items = await legend.evaluateAll((all) =>
            all.map((one) => [one.textContent ?? '', one.querySelector('rect')?.getAttribute('fill') ?? ''] as const),
          )
          for (const [name, colour] of items) {
            if (!MODELS.includes(name)) continue
            worn.set(name, (worn.get(name) ?? new Set()).add(colour))
            seen.add(`${reader} ${path} ${range} ${name}`)
          }
        }
      }
      // What is ranked has no legend: its bars wear the colours.
      await open('dashboards/overview?range=7d', page)
      const bar = page
        .locator('main ol li')
        .filter({ has: page.getByText('gpt-4o', { exact: true }) })
        .locator('[style*=background]')
        .first()
      const ranked = await bar.evaluate((element) => element.style.background)
      worn.set('gpt-4o', (worn.get('gpt-4o') ?? new Set()).add(ranked))
      await context.close()
    }
    expect(Object.fromEntries([...worn].map(([name, colours]) => [name, colours.size]))).toEqual(
      Object.fromEntries(MODELS.map((name) => [name, 1])),
    )
    expect(new Set([...worn.values()].flatMap((colours) => [...colours])).size).toBeGreaterThan(1)
    expect(seen.size).toBeGreaterThanOrEqual(4 * (1 + 2 + 4) + 4 * 4)
  })

  it('36: all N that match become N items, also when more of them come meanwhile', async () => {
    await open('traces?scope=tools&q=tool:picked&range=7d')
    await home.page
      .locator('[data-row]')
      .nth(MANY - 1)
      .waitFor()
    await home.page.getByRole('checkbox').nth(0).click()
    const every = text('list.selectMatching_other').replace('{{n}}', String(MANY))
    await home.page.getByRole('button', { name: every }).click()
    await home.page
      .getByRole('region', { name: text('list.bulk') })
      .getByRole('button', { name: text('trace.addToDataset') })
      .click()
    const dialog = home.page.getByRole('dialog')
    const preview = text('datasets.add.preview_other').replace('{{n}}', String(MANY)).split(';')[0] ?? ''
    await dialog.getByText(preview).waitFor()
    await send(home.product.otlp, PROJECT_KEY, picked(MANY, 4))
    await home.product.drained()
    const { n } = await home.product.api<{ n: number }>('/count?scope=spans&q=tool:picked')
    expect(n).toBe(MANY + 4)
    await dialog.getByLabel(text('datasets.name')).fill('frozen')
    await dialog.getByRole('button', { name: text('datasets.add.start'), exact: true }).click()
    await dialog.getByText(text('datasets.job.done'), { exact: true }).waitFor()
    const { datasets } = await home.product.api<{ datasets: { name: string; items: number }[] }>('/datasets')
    expect(datasets).toMatchObject([{ name: 'frozen', items: MANY }])
  })

  headerChecks(home)
})
