import type { Page, Request } from 'playwright-core'
import { expect, it } from 'vitest'
import { type FixtureSpan, type FixtureTrace, send, spanOf, traceOf } from '../../../scripts/bench/ux-traces.mjs'
import { LIGHT, visit } from '../../support/browser.ts'
import { PROJECT_KEY } from '../../support/product.ts'
import { type ExplorerHome, P } from './home.ts'

const SLOW = /\/api\/v1\/traces\?.*q=name(:|%3A)slow/

/** What changes while somebody looks at it. */
export function liveChecks(home: ExplorerHome): void {
  const { text, open, rows, names, resultLine } = home

  async function tell(...spans: FixtureSpan[]): Promise<void> {
    await send(home.product.otlp, PROJECT_KEY, spans)
    await home.product.drained()
  }
  const told = (name: string, agoMs = 1_000) =>
    spanOf(traceOf(`F-LIVE ${name}`, Date.now() - agoMs), name, { lasts: 10 })

  it('32, 33: live brings what matches the filter, and rests while somebody reads', async () => {
    await tell(told('live one'))
    await open('traces?q=name:live*')
    await rows().first().waitFor()
    const lists = underWay(home.page, '/api/v1/traces?')
    await home.page.keyboard.press('l')
    const live = home.page.getByRole('button', { name: text('list.live'), exact: true })
    await expect.poll(() => live.getAttribute('aria-pressed')).toBe('true')
    await tell(told('live two'), told('other work'))
    await rows().nth(1).waitFor()
    expect(await names().allInnerTexts()).toEqual(['live two', 'live one'])
    await names().first().click()
    await home.page.getByRole('button', { name: text('list.liveResting'), exact: true }).waitFor()
    // What was asked before the rest is drawn when it comes.
    await expect.poll(() => lists.size).toBe(0)
    await tell(told('live three', 60_000))
    const fresh = home.page.getByRole('button', { name: text('list.fresh_one').replace('{{n}}', '1') })
    await fresh.waitFor()
    expect(await names().allInnerTexts()).toEqual(['live two', 'live one'])
    await fresh.click()
    await rows().nth(2).waitFor()
    expect(await names().allInnerTexts()).toEqual(['live two', 'live one', 'live three'])
    await home.page.keyboard.press('Escape')
    await home.page.keyboard.press('l')
  })

  it('33: what came after the rows and before their count is new to a reader all the same', async () => {
    await tell(told('counted one'))
    let count = () => {}
    const held = new Promise<void>((resolve) => {
      count = resolve
    })
    const counts = /\/api\/v1\/count\?/
    await home.page.route(counts, async (route) => {
      await held
      await route.continue().catch(() => undefined)
    })
    const lists = underWay(home.page, '/api/v1/traces?')
    await open('traces?q=name:counted*')
    await rows().first().waitFor()
    await home.page.keyboard.press('l')
    await names().first().click()
    await home.page.getByRole('button', { name: text('list.liveResting'), exact: true }).waitFor()
    await expect.poll(() => lists.size).toBe(0)
    await tell(told('counted two'))
    count()
    await home.page.getByRole('button', { name: text('list.fresh_one').replace('{{n}}', '1') }).waitFor()
    expect(await names().allInnerTexts()).toEqual(['counted one'])
    await home.page.unroute(counts)
    await home.page.keyboard.press('Escape')
    await home.page.keyboard.press('l')
  })

  it('34: a running trace grows where it is: selection, what is closed and the scroll stay', async () => {
    const trace = traceOf('F-RUN', Date.now() - 5_000)
    const first = running(trace)
    await tell(...first)
    await open(`traces/${trace.id}`)
    const row = (as: string) => home.row(trace, as)
    await row('work').click()
    await home.grid().focus()
    await home.page.keyboard.press('ArrowLeft')
    await row('inner').waitFor({ state: 'detached' })
    expect(await row('root').textContent()).toContain(text('trace.status.running'))
    await tell(
      spanOf(trace, 'invoke_agent run', { as: 'root', lasts: 4_000 }),
      spanOf(trace, 'the last step', { as: 'last', parent: 'root', at: 3_000, lasts: 500 }),
    )
    await row('last').waitFor()
    await expect.poll(() => row('root').textContent()).not.toContain(text('trace.status.running'))
    expect(await row('work').getAttribute('aria-selected')).toBe('true')
    expect(await row('work').getAttribute('aria-expanded')).toBe('false')
    expect(await row('inner').count()).toBe(0)
  })

  it('108: without a network the page says so, keeps what it has, and recovers by itself', async () => {
    const own = await visit(home.browser, home.product.url, LIGHT)
    await own.page.goto(`${home.product.url}${P}/traces?q=name:late*`)
    const empty = own.page.getByText(text('list.empty.filter'))
    await empty.waitFor()
    const banner = own.page.getByText(text('shell.offline'))
    expect(await banner.count()).toBe(0)
    await own.context.setOffline(true)
    await banner.waitFor()
    await tell(told('late one'))
    await own.page.keyboard.press('r')
    expect(await empty.count()).toBe(1)
    await own.context.setOffline(false)
    await own.page.locator('[data-row-link]', { hasText: 'late one' }).waitFor()
    expect(await banner.count()).toBe(0)
    await own.context.close()
  })

  it('11: a question that is no longer asked is given up, and its answer never drawn', async () => {
    await open('traces')
    await rows().first().waitFor()
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await home.page.route(SLOW, async (route) => {
      await held
      await route.continue().catch(() => undefined)
    })
    const given = home.page.waitForEvent('requestfailed', (request) => SLOW.test(request.url()))
    const bar = home.page.getByRole('combobox', { name: text('list.queryLabel') })
    const ask = async (q: string) => {
      await bar.fill(q)
      await bar.press('Enter')
      await home.page.waitForURL((url) => url.searchParams.get('q') === q)
    }
    await ask('name:slow')
    await ask('user:user-3')
    expect((await given).failure()?.errorText).toContain('ABORTED')
    const { n } = await home.product.api<{ n: number }>('/count?scope=traces&q=user:user-3')
    const answered = () =>
      resultLine()
        .getByText(new RegExp(`^${n} of`))
        .waitFor()
    await answered()
    letGo()
    await home.page.unroute(SLOW)
    await answered()
    expect(await names().allInnerTexts()).not.toEqual([])
  })
}

/** An agent that has not ended, with one step that has a step of its own. */
function running(trace: FixtureTrace): FixtureSpan[] {
  return [
    spanOf(trace, 'invoke_agent run', { as: 'root', end: false }),
    spanOf(trace, 'work', { parent: 'root', at: 100, lasts: 900 }),
    spanOf(trace, 'inner', { parent: 'work', at: 200, lasts: 100 }),
  ]
}

/** Requests to this path that have begun since, and not ended. */
function underWay(page: Page, path: string): ReadonlySet<Request> {
  const open = new Set<Request>()
  page.on('request', (request) => void (request.url().includes(path) && open.add(request)))
  page.on('requestfinished', (request) => void open.delete(request))
  page.on('requestfailed', (request) => void open.delete(request))
  return open
}
