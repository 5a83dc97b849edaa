import type { CountAnswer } from '@vitrine/schemas/api'
import { expect, it } from 'vitest'
import { idOf } from '../../../scripts/bench/ux-traces.mjs'
import { seriousFaults } from '../../support/browser.ts'
import type { ExplorerHome } from './home.ts'

/** From a value to its like, from a slow read back, and from the screen to paper. */
export function valueChecks(home: ExplorerHome): void {
  const { text, open } = home
  const menuOf = (name: string) =>
    home.page.getByRole('button', { name: text('trace.attributeMenu.open').replace('{{name}}', name) })

  it('111: the menu of an attribute leads to those with its value, to the others, and to its groups', async () => {
    const span = `traces/${home.made.chat.id}?span=${idOf('F-CHAT call', 8)}&tab=attributes`
    for (const [action, q] of [
      ['filter', 'attr.gen_ai.request.model:gpt-4o'],
      ['exclude', '-attr.gen_ai.request.model:gpt-4o'],
    ] as const) {
      await open(span)
      await menuOf('gen_ai.request.model').click()
      await home.page.getByRole('menuitem', { name: text(`trace.attributeMenu.${action}`) }).click()
      await home.page.waitForURL(`**/traces?*q=${q}*`)
      const { n } = await home.product.api<CountAnswer>(`/count?scope=spans&q=${encodeURIComponent(q)}`)
      expect(n).toBeGreaterThan(0)
      await home
        .resultLine()
        .filter({ hasText: n.toLocaleString('en') })
        .waitFor()
    }
    await open(span)
    await menuOf('gen_ai.request.model').click()
    await home.page.getByRole('menuitem', { name: text('trace.attributeMenu.group') }).click()
    await home.page.getByRole('columnheader', { name: 'gen_ai.request.model' }).waitFor()
    await home.page.getByRole('link', { name: 'gpt-4o', exact: true }).click()
    await home.page.waitForURL('**/traces?*q=attr.gen_ai.request.model:gpt-4o*')
  })

  it('107: a read that takes long says how long, is stopped at both ends, and can be tried again', async () => {
    const held = '**/api/v1/traces?*'
    await home.page.route(held, () => undefined)
    await open('traces')
    const stopped = home.page.waitForEvent('requestfailed', (request) => request.url().includes('/api/v1/traces?'))
    await home.page.getByRole('button', { name: text('common.cancel') }).click()
    await stopped
    await home.page.getByText(text('errors.query_cancelled')).waitFor()
    expect(await seriousFaults(home.page)).toEqual([])
    await home.page.unroute(held)
    await home.page.getByRole('button', { name: text('common.retry') }).click()
    await home.rows().first().waitFor()
  })

  it('116: on paper there is what was read, whole, without the ways to read more', async () => {
    await open(`traces/${home.made.chat.id}?mode=transcript&span=${idOf('F-CHAT call', 8)}`)
    const content = home.page.getByRole('region', { name: text('trace.spanContent') })
    await content.getByRole('tabpanel').waitFor()
    await home.page.emulateMedia({ media: 'print' })
    expect(await home.page.getByRole('navigation').count()).toBe(0)
    expect(await home.page.locator('main header').first().isVisible()).toBe(true)
    expect(await content.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0)
    expect(await home.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await home.page.emulateMedia({ media: null })
  })
}
