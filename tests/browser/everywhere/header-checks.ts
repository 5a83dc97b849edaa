import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { seriousFaults, visit } from '../../support/browser.ts'
import type { BrowserHome } from '../../support/browser-home.ts'

const TRACES = '/p/default~1/traces'

/** What stands above every page: the zone of its times, how often it is read, and the palette. */
export function headerChecks(home: BrowserHome): void {
  const { text } = home
  const url = (path: string) => `${home.product.url}${path}`
  const choose = async (page: Page, button: string | RegExp, entry: string | RegExp) => {
    await page.getByRole('button', { name: button }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  const run = async (page: Page, id: string, words: string) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('searchbox').fill(words)
    await page.getByRole('dialog').locator(`[data-key="${id}"]`).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  it('35: a zone chosen in the header or the palette is at once that of every time, and stays', async () => {
    const context = await home.browser.newContext({ timezoneId: 'Asia/Tehran', viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.goto(url(TRACES))
    const zone = (name: string) => text('time.zone').replace('{{name}}', name)
    const times = page.locator('[data-row] time')
    await times.first().waitFor()
    const strange = (timeZone: string) =>
      times.evaluateAll((all, name) => {
        const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', timeZone: name })
        return all
          .map((one) => [one.getAttribute('title') ?? '', clock.format(new Date(one.getAttribute('datetime') ?? ''))])
          .filter(([title = '', said = '']) => !title.includes(said))
      }, timeZone)
    expect(await strange('Asia/Tehran')).toEqual([])
    await choose(page, zone('Asia/Tehran'), 'UTC')
    await page.getByRole('button', { name: zone('UTC') }).waitFor()
    expect(await strange('UTC')).toEqual([])
    expect(new URL(page.url()).searchParams.get('tz')).toBe('UTC')
    await page.reload()
    await times.first().waitFor()
    expect(await strange('UTC')).toEqual([])
    await choose(page, zone('UTC'), text('time.zoneOther'))
    await page.getByRole('dialog').getByRole('searchbox').fill('tok')
    await page.getByRole('dialog').getByRole('option', { name: 'Asia/Tokyo' }).click()
    await page.getByRole('button', { name: zone('Asia/Tokyo') }).waitFor()
    expect(await strange('Asia/Tokyo')).toEqual([])
    await run(page, 'zone:local', text('palette.timeZone').replace('{{name}}', text('preferences.timeZones.local')))
    await page.getByRole('button', { name: zone('Asia/Tehran') }).waitFor()
    expect(await strange('Asia/Tehran')).toEqual([])
    await context.close()
  })

  it('35: a link shows the hours of the zone in its address, says so, and offers the own one', async () => {
    const { page, context } = await visit(home.browser, home.product.url, home.look, 390)
    const own = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
    const tz = () => new URL(page.url()).searchParams.get('tz')
    const hint = page.getByText(text('time.zoneOfLink').replace('{{name}}', 'Asia/Kathmandu'))
    const title = () => page.locator('main time').first().getAttribute('title')
    await page.goto(url(`${TRACES}?range=7d&tz=Asia/Kathmandu`))
    await hint.waitFor()
    const asSent = await title()
    const clock = (timeZone: string, at: string) => new Date(at).toLocaleTimeString('en', { timeZone })
    const at = (await page.locator('main time').first().getAttribute('datetime')) ?? ''
    expect(asSent).toContain(clock('Asia/Kathmandu', at).slice(0, -3))
    expect(await seriousFaults(page)).toEqual([])
    await page.locator('[data-row] a').first().click()
    await expect.poll(() => new URL(page.url()).searchParams.get('peek')).not.toBeNull()
    expect(tz()).toBe('Asia/Kathmandu')
    await page.goBack()
    await page.getByRole('button', { name: text('time.zoneOwn').replace('{{name}}', own) }).click()
    await hint.waitFor({ state: 'detached' })
    expect(tz()).toBeNull()
    expect(await title()).toContain(clock(own, at).slice(0, -3))
    await page.goto(url(`${TRACES}?range=7d&tz=Nowhere/Land`))
    await page.getByText(text('time.zoneUnread').replace('{{name}}', 'Nowhere/Land').replace('{{own}}', own)).waitFor()
    await context.close()
  })

  it('74: a page reads itself again as often as was chosen, on every page, and never unseen', async () => {
    const { page, context } = await visit(home.browser, home.product.url, home.look)
    await page.clock.install()
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/traces?')) asked.push(request.url())
    })
    /** By the key: what was asked before it is counted when its answer is there. */
    const byHand = async () => {
      const before = asked.length
      const answered = page.waitForResponse(/\/api\/v1\/traces\?/)
      await page.keyboard.press('r')
      await (await answered).finished()
      return asked.length - before
    }
    const often = /how often to read again/
    await page.goto(url(`${TRACES}?range=24h`))
    await page.locator('[data-row]').first().waitFor()
    await page.clock.runFor(130_000)
    await page.getByRole('button', { name: /read 2 min\. ago, by hand/ }).waitFor()
    expect(await byHand()).toBe(1)
    await choose(page, often, 'every 1m')
    const before = asked.length
    await page.clock.runFor(61_000)
    await expect.poll(() => asked.length).toBe(before + 1)
    await page
      .getByRole('navigation', { name: text('nav.label') })
      .getByRole('link', { name: text('nav.datasets') })
      .click()
    await page.waitForURL('**/datasets')
    await page
      .getByRole('navigation', { name: text('nav.label') })
      .getByRole('link', { name: text('nav.traces') })
      .click()
    await page.locator('[data-row]').first().waitFor()
    await page.getByRole('button', { name: /every 1m.*how often/ }).waitFor()
    await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true }))
    const unseen = asked.length
    await page.clock.runFor(200_000)
    expect(await byHand()).toBe(1)
    expect(asked.length).toBe(unseen + 1)
    await context.close()
  })

  it('the palette makes a key, runs a saved view, changes looks, and remembers what it ran', async () => {
    const { page, context } = await visit(home.browser, home.product.url, home.look)
    await page.goto(url(TRACES))
    await page.locator('[data-row]').first().waitFor()
    await run(page, 'view:slow', text('list.view.slow'))
    await page.waitForURL('**/traces?*sort=-duration*view=slow*')
    await run(page, 'do:key', text('palette.createKey'))
    await page.waitForURL('**/settings?section=keys')
    await run(page, 'theme:dark', text('preferences.themes.dark'))
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    await run(page, 'language:fa', text('preferences.languages.fa'))
    await expect.poll(() => page.locator('html').getAttribute('dir')).toBe('rtl')
    await page.keyboard.press('Control+k')
    const options = page.getByRole('dialog').getByRole('option')
    await options.first().waitFor()
    const first = await options.evaluateAll((all) => all.slice(0, 4).map((one) => one.getAttribute('data-key')))
    expect(first).toEqual(['language:fa', 'theme:dark', 'do:key', 'view:slow'])
    await page.getByRole('dialog').locator('[data-key="help:api"]').click()
    await page.waitForURL('**/api/docs')
    await context.close()
  })

  it('8: the environment of the header is a term of the filter, in the address, the query bar and the chips', async () => {
    const { page, context } = await visit(home.browser, home.product.url, home.look)
    const named = (names: string) => text('shell.environmentNow').replace('{{names}}', names)
    const param = () => new URL(page.url()).searchParams.get('q')
    await page.goto(url(`${TRACES}?range=7d&q=name:daily`))
    const rows = page.locator('[data-row]')
    await rows.nth(4).waitFor()
    await choose(page, named(text('shell.anyEnvironment')), 'staging')
    await page.getByRole('button', { name: named('staging') }).waitFor()
    expect(param()).toBe('name:daily environment:staging')
    await rows.nth(1).waitFor({ state: 'detached' })
    const bar = page.getByRole('combobox', { name: text('list.queryLabel') })
    await expect.poll(() => bar.inputValue()).toBe('name:daily environment:staging')
    const chips = page.getByRole('list', { name: text('list.activeFilters') })
    await chips.getByText('environment:staging').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await choose(page, named('staging'), text('shell.anyEnvironment'))
    await rows.nth(4).waitFor()
    expect(param()).toBe('name:daily')
    await page.setViewportSize({ width: 390, height: 844 })
    await choose(page, named(text('shell.anyEnvironment')), 'staging')
    await expect.poll(param).toBe('name:daily environment:staging')
    await context.close()
  })
}
