import { expect, it } from 'vitest'
import { LIGHT, textsOf, visit } from '../../support/browser.ts'
import type { BoardsHome } from './boards-home.ts'

/** What panels ask of the API, when, and what they do when it fails. */
export function askingChecks(home: BoardsHome): void {
  const { open, settled, panelOf } = home

  it('ask once about the same spans', async () => {
    const asked: string[] = []
    const listen = (request: { url(): string }) => asked.push(request.url())
    home.page().on('request', listen)
    await open('usage')
    home.page().off('request', listen)
    const plain = asked.filter((url) => url.includes('/series?') && !/[?&](by|q|root)=/.test(url))
    expect(plain.length).toBeGreaterThan(0)
    expect(plain.length).toBeLessThan(4)
  })

  it('ask for four panels at a time, and for those alone that somebody can see', async () => {
    const asked: string[] = []
    const waiting: (() => void)[] = []
    let isHeld = true
    await home.page().route(/\/api\/v1\/(series|table|heatmap)\?/, async (route) => {
      asked.push(route.request().url())
      if (isHeld) await new Promise<void>((go) => waiting.push(go))
      await route.continue()
    })
    await home.page().goto(`${home.boards()}/errors`)
    await expect.poll(() => asked.length).toBe(4)
    waiting.shift()?.()
    await expect.poll(() => asked.length).toBe(5)
    expect(waiting.length).toBe(4)
    isHeld = false
    for (const go of waiting.splice(0)) go()
    await panelOf('By type').locator('svg.recharts-surface').waitFor()
    const tables = () => asked.filter((url) => url.includes('/table?')).length
    expect(tables()).toBe(0)
    await panelOf('Where they happen').scrollIntoViewIfNeeded()
    await expect.poll(tables).toBe(1)
    await settled(home.page())
    await home.page().unrouteAll()
  })

  it('fail one by one, in place, and come back by a press', async () => {
    const other = await visit(home.browser(), home.product().url, LIGHT)
    await other.page.route(/\/api\/v1\/table\?/, (route) => route.fulfill({ status: 500, json: {} }))
    await open('tools', other.page)
    const failed = other.page.locator('figure', { has: other.page.getByRole('alert') })
    expect(await failed.count()).toBe(1)
    expect(await other.page.locator('figure svg.recharts-surface').count()).toBeGreaterThan(3)
    await other.page.unrouteAll()
    await failed.getByRole('button', { name: textsOf('en')('common.retry') }).click()
    await other.page.getByRole('figure').getByRole('cell').first().waitFor()
    await expect.poll(() => failed.count()).toBe(0)
    await other.context.close()
  })

  it('draw on when one panel hangs, and take back what was asked when one leaves', async () => {
    const failed: string[] = []
    home.page().on('requestfailed', (request) => failed.push(request.url()))
    await home.page().route(/\/api\/v1\/heatmap/, () => undefined)
    await home.page().goto(`${home.boards()}/latency`)
    await home.page().getByRole('heading', { level: 1 }).waitFor()
    await panelOf('Where the runs lie').scrollIntoViewIfNeeded()
    await panelOf('Duration of runs').locator('svg.recharts-surface').waitFor()
    expect(await panelOf('Where the runs lie').getAttribute('aria-busy')).toBe('true')
    await home.page().getByRole('link', { name: 'Dashboards' }).click()
    await home.page().waitForURL(/dashboards$/)
    await expect.poll(() => failed.some((url) => url.includes('/heatmap'))).toBe(true)
    await home.page().unroute(/\/api\/v1\/heatmap/)
  })
}
