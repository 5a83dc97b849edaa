import { expect, it } from 'vitest'
import { seriousFaults } from '../../support/browser.ts'
import type { BoardsHome } from './boards-home.ts'

/** The page that a project opens with: what the board of the same name has, below charts of its own. */
export function overviewChecks(home: BoardsHome): void {
  const { panelOf, settled, countBehind, numberOf } = home
  const openHome = () => home.page().goto(new URL('overview', home.boards()).href)

  it('stand on the page that a project opens with, where each asks once somebody comes near', async () => {
    const asked: string[] = []
    const listen = (request: { url(): string }) => asked.push(/v1\/(\w+)\?/.exec(request.url())?.[1] ?? '')
    home.page().on('request', listen)
    await openHome()
    await panelOf('Traffic').locator('svg.recharts-surface').waitFor()
    await home.page().waitForLoadState('networkidle')
    expect(asked).not.toContain('table')
    await settled(home.page())
    home.page().off('request', listen)
    expect(asked).toEqual(expect.arrayContaining(['heatmap', 'table', 'spans']))
    expect(
      await home
        .page()
        .locator('figure')
        .evaluateAll((all) => all.map((one) => one.ariaLabel)),
    ).toEqual([
      'Traffic',
      'Latency of whole runs',
      'Cost by model',
      'Tokens',
      'Where the latency lies',
      'Time to first token p95 by model',
      'Tokens a second p50 by model',
      'Errors by type',
      'Newest errors',
      'Top users',
      'Top features',
      'Top prompts',
      'Top models',
      'Share of input read from cache',
      'Savings of the cache over time',
      'Tools',
      'Scores',
    ])
    expect(await home.page().getByRole('alert').allTextContents()).toEqual([])
    const tool = panelOf('Tools').getByRole('row', { name: /^order_status/ })
    const [calls, , retries] = await tool.getByRole('link').evaluateAll((all) => all.slice(1).map((a) => a.textContent))
    const first = await tool.getByRole('link').nth(1).getAttribute('href')
    expect([await countBehind(first), retries]).toEqual([Number(calls), '0'])
    expect(await seriousFaults(home.page())).toEqual([])
  })

  it('let a moment stand there, with the way to its traces in words', async () => {
    await openHome()
    const panel = panelOf('Traffic')
    await panel.locator('svg.recharts-surface').first().focus()
    // To the last quarters of an hour, where the traffic is.
    for (let n = 0; n < 90; n += 1) await home.page().keyboard.press('ArrowRight')
    await panel.locator('.recharts-tooltip-wrapper ul').waitFor()
    await home.page().keyboard.press('Enter')
    const way = panel.locator('[data-pinned]').getByRole('link', { name: /^without errors: View \d+ traces?$/ })
    await way.waitFor()
    const count = numberOf(await way.textContent())
    expect(count).toBeGreaterThan(0)
    expect(await countBehind(await way.getAttribute('href'))).toBe(count)
    expect(await seriousFaults(home.page())).toEqual([])
    await way.press('Enter')
    await home.page().waitForURL(/\/traces\?/)
  })

  it('draw the latency of whole runs on a logarithmic axis there too', async () => {
    await openHome()
    const panel = panelOf('Latency of whole runs')
    await panel.getByText('p90', { exact: true }).waitFor()
    const axis = () => panel.locator('.recharts-yAxis-tick-labels text').allTextContents()
    await expect.poll(axis).toContain('0ms')
    await panel.getByRole('button', { name: 'log scale of Latency of whole runs' }).press('Space')
    await expect.poll(axis).not.toContain('0ms')
  })
}
