import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { seriousFaults } from '../../support/browser.ts'
import type { BoardsHome } from './boards-home.ts'

const SERIES = 'svg.recharts-surface'

/** What panels of one kind can do and others cannot. */
export function drawingChecks(home: BoardsHome): void {
  const { openAt, panelOf, countBehind, numberOf } = home
  const axisOf = (panel: Locator) => panel.locator('.recharts-yAxis-tick-labels text').allTextContents()

  it('draw durations on a logarithmic axis when asked, by a key', async () => {
    const panel = await openAt('latency', 'Duration of runs')
    await expect.poll(() => axisOf(panel)).toContain('0ms')
    const log = panel.getByRole('button', { name: 'log scale of Duration of runs' })
    await log.focus()
    await home.page().keyboard.press('Space')
    await expect.poll(() => log.getAttribute('aria-pressed')).toBe('true')
    await expect.poll(() => axisOf(panel)).not.toContain('0ms')
    expect((await axisOf(panel)).length).toBeGreaterThan(1)
    expect(await seriousFaults(home.page())).toEqual([])
  })

  it('set models against days, each cell with its calls, and say what has no price', async () => {
    const table = (await openAt('cost', 'Models by day')).getByRole('table')
    const heads = await table.getByRole('columnheader').count()
    const row = table.getByRole('row', { name: /^gpt-4o / })
    const links = await row.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
    const counts = await Promise.all(links.map(countBehind))
    // The last one is the whole, and what stands before it adds up to it.
    expect(counts.slice(0, -1).reduce((sum, n) => sum + n, 0)).toBe(counts.at(-1))
    expect(counts.at(-1)).toBeGreaterThan(0)
    const unpriced = table.getByRole('row', { name: /^house-model-1/ })
    expect(await unpriced.getByRole('cell').allTextContents()).toEqual(Array(heads - 1).fill('–unknown'))
  })

  it('show where the month leads beside what a budget allows, and the same days as a table', async () => {
    await home.product().api('/budgets', {
      body: { name: 'All of it', subject: 'project', period: 'month', amount: '50', tz: 'UTC' },
    })
    const panel = await openAt('cost', 'This month')
    await panel.locator(SERIES).waitFor()
    await panel.getByRole('button', { name: 'This month as a table' }).click()
    const table = panel.getByRole('table', { name: 'This month' })
    const now = new Date()
    const days = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate()
    expect(await table.getByRole('row').count()).toBe(days + 1)
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'Time',
      'Value',
      'so far',
      'where it leads',
      'Budget: All of it',
    ])
    const ends = await table.getByRole('row').last().getByRole('cell').allTextContents()
    expect(ends.at(-1)).toBe('$50.00')
  })

  it('list the newest errors and the slowest runs, each leading into its trace', async () => {
    const newest = await openAt('errors', 'Newest errors')
    const all = newest.getByRole('link', { name: 'All of these in the list' })
    const total = numberOf(await panelOf('Errors').getByRole('link').textContent())
    expect(await countBehind(await all.getAttribute('href'))).toBe(total)
    await newest.getByRole('table').getByRole('link').first().click()
    await home.page().waitForURL(/\/traces\/[0-9a-f]{32}\?span=/)
    const slow = await openAt('latency', 'Slowest runs')
    expect(await slow.getByRole('row').count()).toBe(11)
  })

  it('are narrowed to one value of a choice, which the address keeps', async () => {
    const page = home.page()
    const calls = (await openAt('usage', 'Model calls')).getByRole('link')
    const all = numberOf(await calls.textContent())
    await page.getByText('Narrow to an environment, model or user').click()
    const model = page.getByRole('combobox', { name: 'Model' })
    await model.selectOption('gpt-4o')
    await page.waitForURL((url) => url.searchParams.get('pick') === 'model:gpt-4o')
    await expect.poll(async () => numberOf(await calls.textContent())).toBeLessThan(all)
    expect(await countBehind(await calls.getAttribute('href'))).toBe(numberOf(await calls.textContent()))
    await page.reload()
    await expect.poll(() => model.inputValue()).toBe('gpt-4o')
    expect(await seriousFaults(page)).toEqual([])
  })

  it('stand alone on a wall, and come back from it', async () => {
    const page = home.page()
    await page.goto(`${page.url().split('?')[0]}?tv=true`)
    await panelOf('Model calls').waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'More with this dashboard' }).count()).toBe(0)
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Leave full screen' }).click()
    await page.waitForURL((url) => !url.searchParams.has('tv'))
    await page.getByRole('navigation').first().waitFor()
  })

  it('lay the middle half of scores behind their means, and say it in the table too', async () => {
    const panel = await openAt('quality', 'Mean of each score')
    await panel.locator(SERIES).waitFor()
    // Two scores, a band each.
    await expect.poll(() => panel.locator('.recharts-area').count()).toBe(2)
    await panel.getByRole('button', { name: 'Mean of each score as a table' }).click()
    const heads = await panel.getByRole('columnheader').allTextContents()
    expect(heads).toEqual([
      'Time',
      'helpful, mean',
      'quality, mean',
      'helpful, p25',
      'helpful, p75',
      'quality, p25',
      'quality, p75',
    ])
  })

  it('of the overview wait for a number rather than calling it unknown', async () => {
    const page = home.page()
    let answer = () => {}
    const answered = new Promise<void>((done) => {
      answer = done
    })
    const isSeries = (url: URL) => url.pathname.endsWith('/series')
    await page.route(isSeries, async (route) => {
      await answered
      await route.continue()
    })
    await page.goto(new URL('overview', new URL(home.boards(), page.url())).href)
    await page.getByRole('table', { name: 'By model' }).waitFor()
    expect(await page.locator('figure').allInnerTexts()).not.toContainEqual(expect.stringContaining('unknown'))
    answer()
    await panelOf('Traffic')
      .getByText(/^\d+ traces, \d+ of them with errors/)
      .waitFor()
    await page.unroute(isSeries)
  })
}
