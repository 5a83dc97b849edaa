import type { DatasetListAnswer, SessionListAnswer, TraceListAnswer, UserListAnswer } from '@vitrine/schemas/api'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { visit } from '../../support/browser.ts'
import type { BrowserHome } from '../../support/browser-home.ts'

const P = '/p/default~1'
const SIDES = ['x', 'y', 'width', 'height'] as const
type Box = Readonly<Record<(typeof SIDES)[number], number>>

/** What stands in the place of content until it is there. */
export function pendingChecks(home: BrowserHome): void {
  /** A page whose answers of these kinds wait until `answer` is called. */
  async function heldBack(path: string, answers: RegExp) {
    const own = await visit(home.browser, home.product.url, home.look)
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await own.page.route(answers, async (route) => {
      await held
      await route.continue()
    })
    await own.page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(globalThis, { shifts })
      new PerformanceObserver((seen) => {
        for (const entry of seen.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await own.page.goto(`${home.product.url}${P}/${path}`)
    await own.page.locator('[data-pending]').first().waitFor()
    return { ...own, answer }
  }
  const shifted = async (page: Page) =>
    (await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)).reduce((a, b) => a + b, 0)
  const farApart = (a: Box | null, b: Box | null) =>
    Math.max(...SIDES.map((side) => Math.abs((a?.[side] ?? 0) - (b?.[side] ?? Number.POSITIVE_INFINITY))))

  it('106: what waits for a list stands where the list will stand', async () => {
    const { sessions } = await home.product.api<SessionListAnswer>('/sessions?limit=1')
    const { users } = await home.product.api<UserListAnswer>('/users?limit=100')
    for (const [path, place, most] of [
      ['traces', '[data-list]', 0.001],
      ['sessions', '[data-list]', 0.001],
      ['users', '[data-list]', 0.001],
      [`sessions/${sessions[0]?.id}`, '[data-conversation]', 0.01],
      [`users/${users.find((user) => user.sessions > 0)?.id}`, '[data-list]', 0.01],
    ] as const) {
      const { page, context, answer } = await heldBack(
        path,
        /\/api\/v1\/(traces|sessions|users|series|count|facets|totals)\?/,
      )
      const waiting = await page.locator('[data-pending]').boundingBox()
      answer()
      await page.locator(place).waitFor()
      await page.waitForLoadState('networkidle')
      expect(farApart(waiting, await page.locator(place).boundingBox()), path).toBeLessThanOrEqual(2)
      // A word of the line above grows, or each of the facts above; nothing else moves.
      expect(await shifted(page), path).toBeLessThan(most)
      await context.close()
    }
  })

  it('106: what waits for a trace or a short table stands where its spans or rows will stand', async () => {
    const { api } = home.product
    const { traces } = await api<TraceListAnswer>('/traces?q=user:user-3&limit=1')
    await api('/datasets', { body: { name: 'waits' } })
    const { datasets } = await api<DatasetListAnswer>('/datasets')
    await api(`/datasets/${datasets[0]?.id}/items`, { body: { items: [{ input: 'waits' }] } })
    const rule = {
      severity: 'warning',
      condition: 'above',
      metric: 'duration_p95',
      window_seconds: 3_600,
      channels: [],
    }
    await api('/alerts', { body: { ...rule, name: 'waits', threshold: 6e9 } })
    for (const [path, pending, place] of [
      [`traces/${traces[0]?.trace_id}`, '[data-pending-part]', '.trace-page > :last-child'],
      [`datasets/${datasets[0]?.id}`, '[data-pending]', 'main section:has([role=table])'],
      ['datasets', '[data-pending] tr', 'main table tr'],
      ['alerts', '[data-pending] tr', 'main table tr'],
      ['settings?section=keys', '[data-pending] tr', 'main table tr'],
    ] as const) {
      const { page, context, answer } = await heldBack(path, /\/api\/v1\/(traces\/|datasets|alerts|keys)/)
      const boxesOf = (what: string) =>
        page.locator(what).evaluateAll((all) =>
          all.map((one) => {
            const { x, y, width, height } = one.getBoundingClientRect()
            return { x, y, width, height }
          }),
        )
      const waiting = await boxesOf(pending)
      answer()
      await page.locator('[data-pending]').waitFor({ state: 'detached' })
      await page.locator(place).first().waitFor()
      const there = await boxesOf(place)
      // Nobody knows how many rows will come; the first of them, and the head, stand where they were awaited.
      const far = there.slice(0, waiting.length).map((box, at) => farApart(waiting[at] ?? null, box))
      expect(there.length, path).toBeGreaterThan(0)
      expect(Math.max(...far), path).toBeLessThanOrEqual(2)
      await context.close()
    }
  })
}
