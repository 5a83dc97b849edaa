import type { TraceListAnswer } from '@vitrine/schemas/api'
import type { Browser } from 'playwright-core'
import { expect, it } from 'vitest'
import { OTHER, visit } from '../../support/browser.ts'
import type { Product } from '../../support/product.ts'

const PROJECT = '/p/default~1'

/** The pages at the width of a phone. What is given is there once the tests run. */
export function phoneChecks({ product, browser }: { product: () => Product; browser: () => Browser }): void {
  it('fits a phone: no page scrolls sideways', async () => {
    const phone = await visit(browser(), product().url, OTHER, 390)
    const { traces } = await product().api<TraceListAnswer>('/traces?limit=1')
    for (const address of [
      'overview',
      'traces',
      `traces/${traces[0]?.trace_id}`,
      'sessions',
      'sessions/chat-9',
      'users',
      'users/user-3',
      'datasets',
      'start',
      'settings',
    ]) {
      await phone.page.goto(`${product().url}${PROJECT}/${address}`, { waitUntil: 'networkidle' })
      await phone.page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
      const tooWide = await phone.page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        return scrollWidth - clientWidth
      })
      expect({ address, tooWide }).toEqual({ address, tooWide: 0 })
    }
    await phone.page.goto(`${product().url}${PROJECT}/traces?range=all`, { waitUntil: 'networkidle' })
    // The list scrolls by itself: one as high as its rows would have drawn and read them all.
    await phone.page.locator('[data-row]').nth(5).waitFor()
    const drawn = await phone.page.locator('[data-row]').count()
    expect(drawn).toBeGreaterThan(5)
    expect(drawn).toBeLessThan(60)
    expect(phone.complaints).toEqual([])
    await phone.context.close()
  })

  it('keeps the way to everything above what scrolls, on a phone', async () => {
    const phone = await visit(browser(), product().url, OTHER, 390)
    await phone.page.goto(`${product().url}${PROJECT}/overview`, { waitUntil: 'networkidle' })
    await phone.page.locator('svg.recharts-surface').first().waitFor()
    const covered = await phone.page.evaluate(async () => {
      const found: string[] = []
      const root = document.documentElement
      for (let y = 0; y < root.scrollHeight - root.clientHeight; y += 15) {
        root.scrollTop = y
        await new Promise((next) => requestAnimationFrame(next))
        const nav = document.querySelector('nav')?.getBoundingClientRect()
        if (nav === undefined || nav.top < 0) continue
        for (let x = 5; x < 390; x += 10) {
          const top = document.elementFromPoint(x, nav.top + nav.height / 2)
          if (top?.closest('nav') === null) found.push(`${top.tagName} at ${x}, ${y}`)
        }
      }
      return found
    })
    expect(covered).toEqual([])
    await phone.context.close()
  })
}
