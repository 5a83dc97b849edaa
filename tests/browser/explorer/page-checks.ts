import type { TraceListAnswer, TraceSkeletonAnswer } from '@vitrine/schemas/api'
import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { idOf } from '../../../scripts/bench/ux-traces.mjs'
import { seriousFaults, visit } from '../../support/browser.ts'
import { MANY_SPANS } from '../explorer-fixtures.ts'
import { type ExplorerHome, LOOKS, P, PERSIAN } from './home.ts'

/** Of every page: sessions, all looks, and what nobody may see. */
export function pageChecks(home: ExplorerHome): void {
  const { text, open } = home

  it('90: a session is told turn by turn, each leading to its trace', async () => {
    const { traces } = await home.product.api<TraceListAnswer>('/traces?q=session:chat-9&sort=start')
    await open('sessions/chat-9')
    const conversation = home.page.getByRole('region', { name: text('sessions.conversation') })
    await conversation.locator('[data-turn="0"]').waitFor()
    await conversation.getByText('سفارش TC-1042 من کجاست؟').first().waitFor()
    await conversation
      .getByText(/of silence/)
      .first()
      .waitFor()
    expect(
      await home.page
        .getByRole('navigation', { name: text('sessions.outline') })
        .getByRole('button')
        .count(),
    ).toBe(traces.length)
    expect(await seriousFaults(home.page)).toEqual([])
    await conversation
      .getByRole('link', { name: text('sessions.openTrace') })
      .first()
      .click()
    await home.page.waitForURL(`**/traces/${traces[0]?.trace_id}`)
  })

  it('25: no page of the explorer has a serious fault, in light, dark and from right to left', async () => {
    for (const look of LOOKS) {
      const own = await visit(home.browser, home.product.url, look)
      for (const path of [
        'traces?scope=calls&density=m',
        `traces?peek=${home.made.chat.id}&span=${idOf('F-CHAT call', 8)}`,
        `traces/${home.made.errors.id}`,
        `traces/${home.made.loop.id}?mode=graph`,
        `traces/${home.made.chat.id}?mode=transcript`,
        `compare?a=${home.made.twin.id}&b=${home.made.other.id}`,
        'sessions',
        'sessions/chat-9',
        'users',
        'users/user-3',
      ]) {
        await own.page.goto(`${home.product.url}${P}/${path}`, { waitUntil: 'networkidle' })
        expect({ look: look.name, path, faults: await seriousFaults(own.page) }).toEqual({
          look: look.name,
          path,
          faults: [],
        })
      }
      expect(own.complaints).toEqual([])
      await own.context.close()
    }
  })

  it('29: time runs from left to right in a mirrored page, and nothing scrolls sideways', async () => {
    const own = await visit(home.browser, home.product.url, PERSIAN)
    await own.page.goto(`${home.product.url}${P}/traces/${home.made.loop.id}`)
    await own.page.getByRole('treegrid').waitFor()
    const bars = await barStarts(own.page.locator('.span-row [dir=ltr] > span:first-child'))
    expect(bars).toEqual([...bars].sort((a, b) => a - b))
    expect(
      await own.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0)
    await own.context.close()
  })

  it('46: the whole visit complained of nothing but what was broken on purpose', () => {
    const unexpected = home.visited.complaints.filter((one) => !/facets|500/.test(one))
    expect(unexpected).toEqual([])
  })

  it('every span of every fixture is in the store', async () => {
    const { span_count } = await home.product.api<TraceSkeletonAnswer>(`/traces/${home.made.many.id}`)
    expect(span_count).toBe(MANY_SPANS)
  })
}

function barStarts(bars: Locator): Promise<number[]> {
  return bars.evaluateAll((all) => all.slice(1, 12).map((one) => Math.round(one.getBoundingClientRect().left)))
}
