import type { DatasetListAnswer, SessionListAnswer, TraceListAnswer, UserListAnswer } from '@vitrine/schemas/api'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { countedLine, faultsNow, LOOKS, textsOf, visit } from '../../support/browser.ts'
import type { BrowserHome } from '../../support/browser-home.ts'
import { ADMIN_KEY } from '../../support/product.ts'

const P = '/p/default~1'
const SIDES = ['x', 'y', 'width', 'height'] as const
type Box = Readonly<Record<(typeof SIDES)[number], number>>

/** What stands in the place of content until it is there. */
export function pendingChecks(home: BrowserHome): void {
  /** A page whose answers of these kinds wait until `answer` is called. */
  async function heldBack(path: string, answers: RegExp, onRequest: (url: string) => void = () => {}) {
    const own = await visit(home.browser, home.product.url, home.look)
    own.page.on('request', (request) => onRequest(request.url()))
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
    await own.page.goto(`${home.product.url}${path.startsWith('/') ? path : `${P}/${path}`}`)
    await own.page.locator('.vitrine-skeleton').first().waitFor()
    return { ...own, answer }
  }
  const boxesOf = (page: Page, what: string): Promise<Box[]> =>
    page.locator(what).evaluateAll((all) =>
      all.map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect()
        return { x, y, width, height }
      }),
    )
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

  it('asks for the rows first, and for what counts all that match behind them', async () => {
    const counted: string[] = []
    const own = await heldBack('traces', /\/api\/v1\/traces\?/, (url) => {
      if (/v1\/(count|facets|series)\?/.test(url)) counted.push(url)
    })
    await own.page.locator('[data-pending]').waitFor()
    await own.page.waitForTimeout(500)
    expect(counted).toEqual([])
    own.answer()
    await own.page.locator('[data-row]').first().waitFor()
    const kinds = () => new Set(counted.map((url) => /v1\/(\w+)/.exec(url)?.[1]))
    await expect.poll(kinds).toEqual(new Set(['count', 'facets', 'series']))
    await own.context.close()
  })

  it('25: what is left of an earlier question says so, and stays legible in every look', async () => {
    for (const look of LOOKS) {
      const { page, context } = await visit(home.browser, home.product.url, look)
      const text = textsOf(look.language)
      await page.goto(`${home.product.url}${P}/traces`)
      await countedLine(page)
      await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor()
      await page.route(/\/api\/v1\/(traces|series|count|facets)\?/, () => undefined)
      const bar = page.getByRole('combobox', { name: text('list.queryLabel') })
      await bar.fill('status:error')
      await bar.press('Enter')
      for (const part of ['[role=table]', 'aside ul', '[data-testid=pulse]', '[data-testid=result-line]'])
        await page.locator(`${part}[data-stale][aria-busy=true]`).first().waitFor()
      expect({ look: look.name, faults: await faultsNow(page) }).toEqual({ look: look.name, faults: [] })
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
      const waiting = await boxesOf(page, pending)
      answer()
      await page.locator('[data-pending]').waitFor({ state: 'detached' })
      await page.locator(place).first().waitFor()
      const there = await boxesOf(page, place)
      // Nobody knows how many rows will come; the first of them, and the head, stand where they were awaited.
      const far = there.slice(0, waiting.length).map((box, at) => farApart(waiting[at] ?? null, box))
      expect(there.length, path).toBeGreaterThan(0)
      expect(Math.max(...far), path).toBeLessThanOrEqual(2)
      await context.close()
    }
  })

  it('106: what waits for numbers, two traces, a rule or the content of a span keeps what stands around it', async () => {
    const { api } = home.product
    const { traces } = await api<TraceListAnswer>('/traces?q=user:user-3&limit=2')
    const [a, b] = traces.map((trace) => trace.trace_id)
    const rule = { severity: 'warning', condition: 'above', window_seconds: 3_600, channels: [] }
    const alert = await api<{ id: string }>('/alerts', {
      body: { ...rule, metric: 'duration_p95', name: 'waits alone', threshold: 6e9 },
    })
    const empty = await api<{ id: string }>('/projects', { key: ADMIN_KEY, body: { name: 'waits' } })
    const faults: unknown[] = []
    const named = (selector: string) => selector.replace('PEEK', home.text('list.peek'))
    // What waits, and what comes in its place; how many of them have places that are known before.
    for (const [path, answers, waiting, there, known] of [
      // The line of marks above a board and the releases to choose of are reads of their own.
      ['dashboards/latency', /\/(series|heatmap|arrivals|facets)\?/, 'main figure', 'main figure', 6],
      ['ingest', /\/(ingest|ledger|dead-letter)\?/, 'main section > h2', 'main section > h2', 4],
      [`/p/${empty.id}/start`, /\/onboarding/, 'main section', 'main section', 3],
      [
        `compare?a=${a}&b=${b}`,
        /\/skeleton/,
        'main [data-pending] tr, main [data-pending] .rounded-card',
        'main tr, main .rounded-card:not(.p-2)',
        6,
      ],
      [`compare?a=${a}`, /v1\/traces\?/, 'main [data-pending] li', 'main section li', 8],
      [`alerts/${alert.id}`, /v1\/(alerts\/|alert-events)/, 'main section > h2', 'main section > h2', 2],
      ['settings?section=mapping', /\/mapping\?/, 'main section > h2', 'main section > h2', 1],
      [`traces?peek=${a}`, /\/skeleton/, '[data-pending-part]', '[aria-label="PEEK"] .rounded-card', 1],
      [`traces/${a}`, /\/spans\//, 'section [role=tablist]', 'section [role=tablist]', 1],
    ] as const) {
      const { page, context, answer } = await heldBack(path, answers)
      await page.locator(named(waiting)).first().waitFor()
      const awaited = (await boxesOf(page, named(waiting))).slice(0, known)
      answer()
      // Panels below the screen ask for nothing.
      await page.waitForFunction(() =>
        [...document.querySelectorAll('main .vitrine-skeleton')].every(
          (one) => one.getBoundingClientRect().top > innerHeight,
        ),
      )
      await page.waitForLoadState('networkidle')
      const come = await boxesOf(page, named(there))
      const far = awaited.flatMap((box, at) => (farApart(box, come[at] ?? null) > 2 ? [[box, come[at]]] : []))
      faults.push(...(awaited.length === known ? far : [awaited.length]).map((fault) => [path, fault]))
      await context.close()
    }
    expect(faults).toEqual([])
  })

  it('106: what waits for rows on a board is as high as the rows that it asks for', async () => {
    for (const board of ['cost', 'errors', 'tools']) {
      const { page, context, answer } = await heldBack(
        `dashboards/${board}`,
        /\/(series|table|spans|heatmap|arrivals|facets)\?/,
      )
      // All panels ask, and are looked at where they stand.
      await page.setViewportSize({ width: 1440, height: 5_000 })
      await page.locator('main figure').first().waitFor()
      const waiting = await boxesOf(page, 'main figure')
      answer()
      await page.waitForFunction(() => document.querySelector('figure[aria-busy="true"]') === null)
      await page.waitForLoadState('networkidle')
      const there = await boxesOf(page, 'main figure')
      const rows = await page
        .locator('main figure')
        .evaluateAll((all) =>
          all.map((one) => one.querySelector('table') !== null && one.querySelector('p a') === null),
        )
      expect(there.length, board).toBe(waiting.length)
      const grown = there.map((box, at) => Math.abs(box.height - (waiting[at]?.height ?? 0)))
      // A table of more rows grows up to where it begins to scroll.
      const faults = grown.flatMap((px, at) => (px > (rows[at] ? 116 : 2) ? [[board, at, px]] : []))
      expect(faults).toEqual([])
      await context.close()
    }
  })
}
