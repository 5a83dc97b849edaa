import { readFileSync } from 'node:fs'
import { STANDING_IDS } from '@vitrine/schemas/boards'
import type { Browser, Download, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  chromiumPath,
  faultsIn,
  LIGHT,
  launch,
  OTHER,
  seriousFaults,
  textsOf,
  type Visit,
  visit,
} from '../support/browser.ts'
import { type Product, startProduct, tempFolder } from '../support/product.ts'
import { addingChecks } from './boards/adding-checks.ts'
import { askingChecks } from './boards/asking-checks.ts'
import type { BoardsHome } from './boards/boards-home.ts'
import { distributionChecks } from './boards/distribution-checks.ts'
import { drawingChecks } from './boards/drawing-checks.ts'
import { overviewChecks } from './boards/overview-checks.ts'
import { OF_OLD_RELEASE, sendTraffic, TRACES } from './traffic.ts'

/** Boards in a real browser: what they show, where their marks lead, and how people make their own. */
const BOARDS = '/p/default~1/dashboards'
const VALUE_LABELS = 'svg.recharts-surface .recharts-yAxis-tick-labels text'
const chromium = chromiumPath()
const shots = process.env.VITRINE_SHOTS

describe.skipIf(chromium === undefined)('the boards', () => {
  const folder = tempFolder()
  let product: Product
  let browser: Browser
  let visited: Visit
  let page: Page

  beforeAll(async () => {
    product = await startProduct({ data: folder.path })
    await sendTraffic(product, Date.now() - 60_000)
    browser = await launch(chromium ?? '')
    visited = await visit(browser, product.url, LIGHT)
    page = visited.page
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    folder.remove()
  })

  const open = async (board: string, on = page) => {
    await on.goto(`${product.url}${BOARDS}/${board}`)
    await on.getByRole('heading', { level: 1 }).waitFor()
    await settled(on)
  }
  /** As far as one panel needs it: the others below it are neither asked for nor drawn. */
  const openAt = async (board: string, title: string): Promise<Locator> => {
    await page.goto(`${product.url}${BOARDS}/${board}`)
    const panel = panelOf(title)
    await panel.scrollIntoViewIfNeeded()
    await panel.and(page.locator('[aria-busy="false"]')).waitFor()
    return panel
  }
  /** Scrolled through, since panels ask when they come near the screen; then all answered. */
  const settled = async (on: Page) => {
    await on.locator('figure').first().waitFor()
    for (const panel of await on.locator('figure').all()) await panel.scrollIntoViewIfNeeded()
    await on.waitForFunction(() => document.querySelector('figure[aria-busy="true"]') === null)
  }
  /** Labels of a value axis that stand on two lines, or reach out of their chart. */
  const tornLabels = (on: Page) =>
    on.locator(VALUE_LABELS).evaluateAll((labels) =>
      labels.flatMap((label) => {
        const [box, chart] = [label.getBoundingClientRect(), label.closest('svg')?.getBoundingClientRect()]
        const isOut = chart !== undefined && (box.left < chart.left - 1 || box.top < chart.top - 1)
        return isOut || label.querySelectorAll('tspan').length > 1 ? [label.textContent] : []
      }),
    )
  const panelOf = (title: string) => page.getByRole('figure', { name: title, exact: true })
  const menu = async (title: string, entry: string) => {
    await panelOf(title)
      .getByRole('button', { name: `More with ${title}` })
      .click()
    await page.getByRole('menuitem', { name: entry, exact: true }).click()
  }
  const numberOf = (text: string | null) => Number((text ?? '').replace(/[^\d.-]/g, ''))
  const countBehind = async (href: string | null): Promise<number> => {
    const url = new URL(href ?? '', product.url)
    const list = url.pathname.split('/').at(-1) ?? ''
    const scope = list === 'traces' ? (url.searchParams.get('scope') ?? 'traces') : list
    const params = new URLSearchParams({ scope })
    for (const name of ['q', 'from', 'to']) {
      const value = url.searchParams.get(name)
      if (value !== null) params.set(name, value)
    }
    return (await product.api<{ n: number }>(`/count?${params}`)).n
  }

  it.each(STANDING_IDS)('%s draws every panel, without a serious fault', async (id) => {
    await open(id)
    expect(await page.getByRole('alert').allTextContents()).toEqual([])
    expect(await page.locator('figure').count()).toBeGreaterThan(5)
    expect(await seriousFaults(page)).toEqual([])
    expect(visited.complaints).toEqual([])
  })

  it('are legible and complete in dark and in Persian, each of them', async () => {
    const other = await visit(browser, product.url, OTHER)
    let labels = 0
    for (const id of STANDING_IDS) {
      await open(id, other.page)
      expect([id, await faultsIn(OTHER, other.page)]).toEqual([id, []])
      expect([id, await tornLabels(other.page)]).toEqual([id, []])
      labels += await other.page.locator(VALUE_LABELS).count()
    }
    expect(labels).toBeGreaterThan(STANDING_IDS.length)
    if (shots !== undefined) {
      await open('latency', other.page)
      await other.page.locator('figure').first().scrollIntoViewIfNeeded()
      await other.page.screenshot({ path: `${shots}/latency-persian.png` })
    }
    await other.page.goto(`${product.url}${BOARDS}`)
    await other.page.getByRole('heading', { level: 1 }).waitFor()
    expect(await seriousFaults(other.page)).toEqual([])
    expect(other.complaints).toEqual([])
    await other.context.close()
  })

  it('lead from every number to as many traces, spans and people', async () => {
    await open('usage')
    const total = panelOf('Traces').getByRole('link')
    expect(numberOf(await total.textContent())).toBe(TRACES)
    expect(await countBehind(await total.getAttribute('href'))).toBe(TRACES)
    // By keys, Enter lets a tooltip stand, with the ways to what is behind its values.
    const chart = panelOf('Users and sessions').locator('svg.recharts-surface').first()
    await chart.focus()
    // To the last quarters of an hour, where the traffic is.
    for (let n = 0; n < 90; n += 1) await page.keyboard.press('ArrowRight')
    await panelOf('Users and sessions').locator('.recharts-tooltip-wrapper ul').waitFor()
    await page.keyboard.press('Enter')
    const pinned = panelOf('Users and sessions').locator('[data-pinned]')
    const value = pinned.getByRole('link', { name: /^Users/ })
    await value.waitFor()
    await expect.poll(() => pinned.evaluate((box) => box.contains(document.activeElement))).toBe(true)
    expect(await value.textContent()).toMatch(/^View \d+ users?$/)
    expect(await countBehind(await value.getAttribute('href'))).toBe(numberOf(await value.textContent()))
    expect(await pinned.getByRole('link', { name: /^Sessions: View \d+ sessions?$/ }).count()).toBe(1)
    expect(await seriousFaults(page)).toEqual([])
    if (shots !== undefined) await page.screenshot({ path: `${shots}/pinned.png` })
    await page.keyboard.press('Escape')
    await expect.poll(() => pinned.count()).toBe(0)
    for (const title of ['Runs by status', 'Calls by model', 'Users and sessions']) {
      const panel = panelOf(title)
      const marks = await panel.locator('svg a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
      await panel.getByRole('button', { name: `${title} as a table` }).click()
      const cells = await panel
        .locator('td a')
        .evaluateAll((links) => links.map((link) => [link.textContent, link.getAttribute('href')] as const))
      const shown = cells.map(([text, href]) => ({ n: numberOf(text), href }))
      const some = shown.filter(({ n }) => n > 0)
      expect(some.length).toBeGreaterThan(3)
      for (const { n, href } of some.slice(0, 6)) expect([title, await countBehind(href)]).toEqual([title, n])
      // The marks of the chart are the same links.
      for (const { href } of some) expect(marks).toContain(href)
    }
  })

  it('open the list with that count when a mark is followed', async () => {
    const panel = await openAt('overview', 'Model calls')
    await panel.getByRole('link').click()
    await page.waitForURL(/\/traces\?/)
    expect(new URL(page.url()).searchParams.get('q')).toBe('has:call')
    await page.getByRole('table').or(page.getByRole('grid')).or(page.getByRole('treegrid')).first().waitFor()
    await page.getByText('260', { exact: false }).first().waitFor()
  })

  it('give their numbers as a file and a picture, and say where they come from', async () => {
    await openAt('cost', 'By model')
    const saved = async (entry: string): Promise<Download> => {
      const download = page.waitForEvent('download')
      await menu('By model', entry)
      return await download
    }
    const csv = readFileSync(await (await saved('Download as CSV')).path(), 'utf8')
    const [head, ...rows] = csv.trim().split('\r\n')
    expect(head).toContain('gpt-4o')
    const from = new Date(Date.now() - 24 * 3_600_000).toISOString()
    const { series } = await product.api<{ series: { total: string }[] }>(`/series?metric=cost.ours&from=${from}`)
    const sum = rows.flatMap((row) => row.split(',').slice(1)).reduce((all, cell) => all + Number(cell), 0)
    expect(sum).toBeCloseTo(Number(series[0]?.total), 9)
    const png = readFileSync(await (await saved('Download as PNG')).path())
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
    expect(png.length).toBeGreaterThan(4_000)
    await menu('By model', 'Show query')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('{project:String}').first().waitFor()
    expect(await dialog.getByText(/^curl '/).textContent()).toContain('/api/v1/series?project=default')
    await page.keyboard.press('Escape')
  })

  it('never pass an unpriced call for a free one', async () => {
    const panel = await openAt('cost', 'Cost')
    const missing = panel.getByRole('link', { name: /unpriced/ })
    expect(await missing.count()).toBe(1)
    await missing.click()
    await page.waitForURL(/section=prices/)
  })

  it('show one moment on all charts, and say where a point stands on few spans', async () => {
    await open('latency')
    await panelOf('Duration of runs').getByText('Pale: fewer than 30 spans').waitFor()
    const chart = panelOf('Duration of runs').locator('svg.recharts-surface').first()
    await chart.scrollIntoViewIfNeeded()
    const box = await chart.boundingBox()
    if (box === null) throw new Error('no chart')
    expect(await page.locator('[data-crosshair]').count()).toBe(0)
    await page.mouse.move(box.x + box.width * 0.97, box.y + box.height / 2)
    await expect.poll(() => page.locator('[data-crosshair]').count()).toBeGreaterThan(3)
    expect(await page.locator('.recharts-tooltip-wrapper ul').count()).toBe(1)
    if (shots !== undefined) await page.screenshot({ path: `${shots}/crosshair.png` })
    await page.mouse.move(2, 2)
    await expect.poll(() => page.locator('[data-crosshair]').count()).toBe(0)
    // By keys: arrows move it, Escape puts it away.
    await chart.focus()
    await page.keyboard.press('ArrowRight')
    const tooltip = page.locator('.recharts-tooltip-wrapper ul')
    await expect.poll(() => tooltip.count()).toBe(1)
    const first = await tooltip.locator('..').textContent()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => tooltip.locator('..').textContent()).not.toBe(first)
    await page.keyboard.press('Escape')
    await expect.poll(() => tooltip.count()).toBe(0)
    await expect.poll(() => page.locator('[data-crosshair]').count()).toBe(0)
  })

  it('mark where a release begins, in words and on every chart over time, and lead to its traces', async () => {
    await open('latency')
    const inWords = page.getByRole('region', { name: 'What changed in this time' }).getByRole('link')
    expect(await inWords.allTextContents()).toEqual(['Release 1.4.0', 'Release 1.5.0'])
    const flags = panelOf('Duration of runs').locator('[data-landmark="release"]')
    expect(await flags.evaluateAll((all) => all.map((flag) => flag.getAttribute('aria-label')))).toEqual([
      'Release 1.4.0',
      'Release 1.5.0',
    ])
    expect(await flags.last().getAttribute('href')).toBe(await inWords.last().getAttribute('href'))
    expect(await countBehind(await flags.last().getAttribute('href'))).toBe(TRACES - OF_OLD_RELEASE)
    await flags.last().click()
    await page.waitForURL(/\/traces\?/)
    expect(new URL(page.url()).searchParams.get('q')).toBe('release:1.5.0')
  })

  it('give a panel the screen to itself', async () => {
    await openAt('latency', 'Duration of runs')
    await menu('Duration of runs', 'Enlarge')
    const dialog = page.getByRole('dialog')
    const chart = dialog.locator('svg.recharts-surface').first()
    await chart.waitFor()
    expect((await chart.boundingBox())?.height).toBeGreaterThan(400)
    expect(await seriousFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('narrow the time of the whole page by a drag, and Back widens it again', async () => {
    await openAt('latency', 'Duration of runs')
    const whole = await panelOf('Runs, p95').getByText(/^over/).textContent()
    const chart = panelOf('Duration of runs').locator('svg.recharts-surface').first()
    await chart.scrollIntoViewIfNeeded()
    const box = await chart.boundingBox()
    if (box === null) throw new Error('no chart')
    await page.mouse.move(box.x + box.width * 0.93, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.95, box.y + 60, { steps: 4 })
    await page.mouse.move(box.x + box.width * 0.97, box.y + 60, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL(/from=/)
    await expect.poll(() => panelOf('Runs, p95').getByText(/^over/).textContent()).not.toBe(whole)
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has('from'))
    await expect.poll(() => panelOf('Runs, p95').getByText(/^over/).textContent()).toBe(whole)
  })

  it('say what is different about a box, drawn by keys alone', async () => {
    const map = await openAt('latency', 'Where the runs lie')
    await map.getByText('Select a box by its bounds').click()
    const levels = await map.getByLabel('from level').locator('option').count()
    await map.getByLabel('from level').selectOption(String(levels - 1))
    await map.getByRole('table', { name: 'What is different about the selection' }).waitFor()
    const [selected = 0, rest = 0] = ((await map.getByText(/spans selected/).textContent()) ?? '')
      .match(/\d+/g)
      ?.map(Number) ?? [0, 0]
    expect(selected + rest).toBe(TRACES)
    expect(await seriousFaults(page)).toEqual([])
  })

  const home: BoardsHome = {
    page: () => page,
    browser: () => browser,
    product: () => product,
    boards: () => `${product.url}${BOARDS}`,
    open,
    openAt,
    settled,
    panelOf,
    countBehind,
    numberOf,
  }
  drawingChecks(home)
  askingChecks(home)
  distributionChecks(home)
  overviewChecks(home)
  addingChecks(home)

  it('are built, moved by keys, undone, kept, exported and imported', async () => {
    await page.goto(`${product.url}${BOARDS}`)
    await page.getByRole('button', { name: 'New dashboard' }).click()
    await page.waitForURL(/edit=true/)
    const add = async (title: string, chart: string) => {
      await page.getByRole('button', { name: 'Add a panel' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('Title').fill(title)
      await form.getByLabel('Chart').selectOption(chart)
      await form.getByLabel('Add a metric').selectOption('calls')
      await form.getByRole('button', { name: 'Remove Traces' }).click()
      await form.getByLabel('Split by', { exact: true }).selectOption('model')
      await form.getByRole('button', { name: 'Apply' }).click()
      await panelOf(title).waitFor()
    }
    await page.getByLabel('Name').fill('Support')
    await add('One', 'bars')
    await add('Two', 'ranking')
    const order = () => page.locator('figure').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
    await page.getByRole('button', { name: 'Move Two earlier' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(order).toEqual(['Two', 'One'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(order).toEqual(['One', 'Two'])
    await page.getByRole('button', { name: 'Redo' }).click()
    await page.getByRole('button', { name: /^Size of Two: 2 of 4 wide, 1 of 3 tall/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    const corner = page.getByRole('button', { name: /^Size of Two: 3 of 4 wide, 2 of 3 tall/ })
    const box = await corner.boundingBox()
    if (box === null) throw new Error('no corner')
    await page.mouse.move(box.x + 4, box.y + 4)
    await page.mouse.down()
    await page.mouse.move(box.x - 300, box.y + 4, { steps: 3 })
    await page.mouse.up()
    await page.getByRole('button', { name: /^Size of Two: 2 of 4 wide, 2 of 3 tall/ }).waitFor()
    if (shots !== undefined) await page.screenshot({ path: `${shots}/resize.png` })
    expect(await seriousFaults(page)).toEqual([])
    // Leaving asks, and staying keeps all.
    await page.getByRole('link', { name: 'Dashboards' }).click()
    const asking = page.getByRole('alertdialog')
    await asking.getByText('What you changed on this dashboard is not kept yet.').waitFor()
    await asking.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(order).toEqual(['Two', 'One'])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Support' }).waitFor()
    await page.reload()
    await panelOf('Two').getByText('gpt-4o-mini').waitFor()
    await expect.poll(order).toEqual(['Two', 'One'])

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'More with this dashboard' }).click()
    await page.getByRole('menuitem', { name: 'Export as JSON' }).click()
    const text = readFileSync(await (await download).path(), 'utf8')
    await page.goto(`${product.url}${BOARDS}`)
    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(text.replace('"Support"', '"Brought in"'))
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
    await page.getByRole('heading', { level: 1, name: /Brought in/ }).waitFor()
    await page.goto(`${product.url}${BOARDS}`)
    await page.getByRole('button', { name: 'Remove Brought in' }).click()
    await page.getByRole('button', { name: textsOf('en')('common.undo') }).click()
    await page.getByRole('link', { name: 'Brought in' }).waitFor()
    expect(visited.complaints).toEqual([])
  })
})
