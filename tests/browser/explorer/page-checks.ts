import type { TraceListAnswer, TraceSkeletonAnswer } from '@vitrine/schemas/api'
import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { idOf } from '../../../scripts/bench/ux-traces.mjs'
import { faultsIn, LIGHT, LOOKS, OTHER, seriousFaults, visit } from '../../support/browser.ts'
import { MANY_SPANS } from '../explorer-fixtures.ts'
import { type ExplorerHome, P } from './home.ts'

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
        expect({ look: look.name, path, faults: await faultsIn(look, own.page) }).toEqual({
          look: look.name,
          path,
          faults: [],
        })
      }
      expect(own.complaints).toEqual([])
      await own.context.close()
    }
  })

  it('115: a shared trace is read by strangers, without who and where, until the link is taken back', async () => {
    await open(`traces/${home.made.chat.id}`)
    await home.page.getByRole('button', { name: text('share.share') }).click()
    const dialog = home.page.getByRole('dialog')
    await dialog.getByText(text('share.content')).click()
    expect(await seriousFaults(home.page)).toEqual([])
    await dialog.getByRole('button', { name: text('share.create') }).click()
    const address = (await dialog.getByRole('link', { name: text('share.open') }).getAttribute('href')) ?? ''
    const stranger = await visit(home.browser, home.product.url, LIGHT)
    const answer = await stranger.page.goto(`${address}&span=${idOf('F-CHAT call', 8)}`)
    expect(answer?.headers()['x-robots-tag']).toContain('noindex')
    await stranger.page.getByText('weather is fine', { exact: true }).waitFor()
    expect(await stranger.page.getByRole('img').count()).toBe(0)
    expect(await stranger.page.getByRole('button', { name: text('trace.mode.transcript') }).count()).toBe(0)
    expect(await seriousFaults(stranger.page)).toEqual([])
    const token = address.split('/').at(-1)
    const all = await Promise.all(
      ['skeleton', `spans/${idOf('F-CHAT call', 8)}`, `spans/${idOf('F-CHAT root', 8)}`].map(async (part) =>
        (await stranger.page.request.get(`${home.product.url}/api/v1/shared/${token}/${part}`)).text(),
      ),
    )
    expect(all.join('\n')).not.toMatch(/long talk|علی \(12\)|far\.png|iVBORw0KGgo/)
    expect(await stranger.context.cookies()).toEqual([])
    expect(stranger.complaints).toEqual([])
    await open('settings?section=shares')
    await home.page.getByRole('button', { name: text('share.revoke') }).click()
    await home.page
      .getByRole('alertdialog')
      .getByRole('button', { name: text('share.revoke'), exact: true })
      .click()
    await home.page.getByText(text('share.none')).waitFor()
    expect(await seriousFaults(home.page)).toEqual([])
    await stranger.page.reload()
    await stranger.page.getByText(text('share.gone')).waitFor()
    const forged = await stranger.page.request.get(`${home.product.url}/api/v1/shared/share_1.abc`)
    expect(forged.status()).toBe(404)
    await stranger.context.close()
  })

  it('29: time runs from left to right in a mirrored page, and nothing scrolls sideways', async () => {
    const own = await visit(home.browser, home.product.url, OTHER)
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
