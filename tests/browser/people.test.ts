import { inflateSync } from 'node:zlib'
import type { ScoreListAnswer, TraceListAnswer } from '@vitrine/schemas/api'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { agent, call, idOf, send, spanOf, tool, traceOf } from '../../scripts/bench/ux-traces.mjs'
import { chromiumPath, type Look, pageInZone, untilFresh, type Visit, visit } from '../support/browser.ts'
import { browserHome } from '../support/browser-home.ts'
import { PROJECT_KEY } from '../support/product.ts'

/** Who looks, how they see it, and what a span may hold. The numbers are those of docs/ux-checks.md. */
const LIGHT: Look = { name: 'light', theme: 'light', language: 'en' }
const DARK: Look = { name: 'dark', theme: 'dark', language: 'en' }
const P = '/p/default~1'
const VIEWER_PASSWORD = 'only to read'
/** What a control is called that changes something, as an owner finds it on these pages. */
const CHANGES =
  /^(add|create|save|delete|remove|revoke|import|share|mute|acknowledge|edit|change|make|duplicate|replay|new|test|start|apply|preview)\b/i
const PAGES = [
  ['datasets', 1],
  ['dashboards', 1],
  ['alerts', 1],
  ['alerts?tab=channels', 1],
  ['alerts?tab=budgets', 1],
  ['settings?section=keys', 2],
  ['settings?section=prices', 1],
  ['settings?section=mapping', 1],
  ['settings?section=projects', 2],
  ['start', 1],
] as const

const trace = traceOf('F-PEOPLE', Date.now() - 600_000)
const spanId = (as: string) => idOf(`F-PEOPLE ${as}`, 8)
/** As a client writes it that escapes all but ASCII. */
const escaped = (text: string) =>
  JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
const WORDS = 'سلام دنیا'
/** An amount of nothing. */
const NOTHING = /\$0(\.0+)?\b/

describe.skipIf(chromiumPath() === undefined)('people and what they read', () => {
  const home = browserHome({
    chromium: chromiumPath(),
    look: LIGHT,
    env: { VITRINE_VIEWER_PASSWORD: VIEWER_PASSWORD },
    fill: async (product) => {
      await send(product.otlp, PROJECT_KEY, [
        spanOf(trace, 'invoke_agent people', { as: 'root', lasts: 900, attributes: agent('people') }),
        spanOf(trace, 'chat gpt-4o', {
          as: 'call',
          parent: 'root',
          at: 10,
          lasts: 100,
          attributes: {
            ...call('gpt-4o', 1000, 100),
            'gen_ai.input.messages': `[{"role":"user","parts":[{"type":"text","content":${escaped(WORDS)}}]}]`,
          },
        }),
        spanOf(trace, 'chat nobody-1', {
          as: 'unpriced',
          parent: 'root',
          at: 120,
          lasts: 50,
          attributes: { ...call('nobody-1', 10, 5), 'gen_ai.provider.name': 'nobody' },
        }),
        spanOf(trace, 'execute_tool odd', {
          as: 'odd',
          parent: 'root',
          at: 200,
          lasts: 100,
          status: 2,
          attributes: {
            ...tool('odd'),
            'error.type': 'OddError',
            'gen_ai.tool.call.result': `{"strange":{"shape":[${escaped(WORDS)}]}}`,
          },
        }),
      ])
      await product.drained()
    },
  })
  const { text } = home
  const open = (page: Page, path: string) => page.goto(`${home.product.url}${P}/${path}`)
  const panelOf = (page: Page) => page.getByRole('region', { name: text('trace.spanPanel') })
  const asViewer = async (): Promise<Visit> => {
    const visited = await visit(home.browser, home.product.url, LIGHT)
    await visited.page.goto(`${home.product.url}/login`)
    await visited.page.getByLabel(text('login.password')).fill(VIEWER_PASSWORD)
    await visited.page.getByRole('button', { name: text('login.enter') }).click()
    await visited.page.getByTitle(text('shell.readOnlyHint')).waitFor()
    return visited
  }
  const changesOn = (page: Page) =>
    page
      .locator('main')
      .locator('button, a, [role=switch]:not([aria-disabled=true])')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent ?? ''))
      .then((names) => names.filter((name) => CHANGES.test(name)))

  it('39: whoever may only read finds no control that changes anything, and is refused with a word', async () => {
    const { page, context, complaints } = await asViewer()
    for (const [path, least] of [...PAGES, [`traces/${trace.id}?span=${spanId('call')}&tab=scores`, 3] as const]) {
      await open(home.page, path)
      await home.page.waitForLoadState('networkidle')
      await expect
        .poll(async () => (await changesOn(home.page)).length, { message: path })
        .toBeGreaterThanOrEqual(least)
      await open(page, path)
      await page.waitForLoadState('networkidle')
      await page.locator('main h1').waitFor({ state: 'attached' })
      expect({ path, changes: await changesOn(page) }).toEqual({ path, changes: [] })
    }
    expect(complaints).toEqual([])
    const refused = await page.evaluate(async () => {
      const { csrf } = await (await fetch('/api/v1/me')).json()
      const headers = { 'x-csrf-token': csrf, 'content-type': 'application/json' }
      const answer = await fetch('/api/v1/datasets?project=default~1', {
        method: 'POST',
        headers,
        body: '{"name":"x"}',
      })
      return { status: answer.status, ...(await answer.json()).error }
    })
    expect(refused).toMatchObject({ status: 403, code: 'read_only' })
    expect(refused.advice).toContain('owner')
    await context.close()
  })

  it('38: a new key is shown once, and is in no answer and on no page after that', async () => {
    const { page, context } = await visit(home.browser, home.product.url, LIGHT)
    await open(page, 'settings?section=keys')
    await page.getByRole('button', { name: text('settings.keys.create') }).click()
    const dialog = page.getByRole('alertdialog')
    const secret = /VITRINE_KEY=(\S+)/.exec((await dialog.textContent()) ?? '')?.[1]?.split('VITRINE')[0] ?? ''
    expect(secret).toMatch(/^vt_sk_[0-9a-f]{40}$/)
    expect(await dialog.getByRole('button', { name: /copy/i }).count()).toBeGreaterThan(0)
    await dialog.getByRole('button', { name: text('settings.keys.kept') }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(secret)
    const answers: Promise<string>[] = []
    page.on('response', (answer) => {
      if (answer.url().includes('/api/')) answers.push(answer.text().catch(() => ''))
    })
    await page.reload({ waitUntil: 'networkidle' })
    const said = (await Promise.all(answers)).join('\n')
    expect(said).toContain(secret.slice(0, 8))
    expect(said).not.toContain(secret)
    expect(await page.content()).not.toContain(secret)
    await context.close()
  })

  it('41: the first picture of a page has the colours that were chosen, whatever the system says', async () => {
    for (const look of [LIGHT, DARK]) {
      const { page, context } = await visit(home.browser, home.product.url, look)
      await page.emulateMedia({ colorScheme: look.theme === 'dark' ? 'light' : 'dark' })
      // All that the page is before its program runs: the document, its style, and the script that chooses the theme.
      await page.route(/\/assets\/index-[^/]*\.js/, () => undefined)
      await page.goto(`${home.product.url}${P}/traces`, { waitUntil: 'commit' })
      await page.waitForFunction(() => document.styleSheets.length > 0 && document.body !== null)
      const picture = await page.screenshot({ clip: { x: 700, y: 400, width: 1, height: 1 } })
      expect({ look: look.name, isDark: brightness(picture) < 64 }).toEqual({
        look: look.name,
        isDark: look.theme === 'dark',
      })
      await context.close()
    }
  })

  it('35: the zone that was chosen is that of the list, the peek, and every title', async () => {
    const times: string[] = []
    for (const timeZone of ['local', 'UTC']) {
      const page = await pageInZone(home.browser, timeZone)
      await open(page, `traces?peek=${trace.id}`)
      await page.locator('[role=treegrid]').waitFor()
      await page.locator('[data-row] time').first().waitFor()
      const wrong = await page.locator('time').evaluateAll(
        (all, zone) =>
          all.flatMap((time) => {
            const at = new Date(time.getAttribute('datetime') ?? '')
            const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', timeZone: zone }).format(at)
            const said = `${time.getAttribute('title')} ${/\d:\d\d/.test(time.textContent ?? '') ? time.textContent : ''}`
            return said.split(clock).length > (said.match(/\d:\d\d:\d\d/g) ?? []).length ? [] : [`${clock}: ${said}`]
          }),
        timeZone === 'UTC' ? 'UTC' : 'Asia/Tehran',
      )
      expect(wrong).toEqual([])
      expect(await page.locator('time').count()).toBeGreaterThan(1)
      times.push((await page.locator('time').first().getAttribute('title')) ?? '')
      await page.context().close()
    }
    expect(times[0]).not.toBe(times[1])
  })

  it('17, 30, 31: a shape that nobody knows is shown as JSON, left to right around what it says, with real letters', async () => {
    await open(home.page, `traces/${trace.id}?span=${spanId('odd')}`)
    const tree = panelOf(home.page).locator('section[dir=ltr]').filter({ hasText: 'strange' })
    await tree.getByText('strange').waitFor()
    const words = tree.getByText(WORDS)
    await words.waitFor()
    const directionOf = (element: Element) => getComputedStyle(element).direction
    expect(await tree.evaluate(directionOf)).toBe('ltr')
    expect(await words.evaluate(directionOf)).toBe('rtl')
    const seen: Record<string, string> = {}
    const places = {
      preview: `traces/${trace.id}?span=${spanId('call')}`,
      transcript: `traces/${trace.id}?mode=transcript`,
      list: 'traces?scope=calls&density=l',
      search: `traces?q=${encodeURIComponent('سلام')}`,
    }
    for (const [place, path] of Object.entries(places)) {
      await open(home.page, path)
      const main = home.page.locator('main')
      const isRead = await main
        .getByText(/سلام/)
        .first()
        .waitFor({ state: 'attached' })
        .then(() => 'real letters')
        .catch(() => 'nothing')
      seen[place] = (await main.textContent())?.includes('\\u06') === true ? 'escapes' : isRead
    }
    expect(seen).toEqual(Object.fromEntries(Object.keys(places).map((place) => [place, 'real letters'])))
  })

  it('18, 19: costs add up, and an unknown price is unknown and leads to where one is added', async () => {
    const { traces } = await home.product.api<TraceListAnswer>('/traces')
    const { total } = await home.product.api<{ total: { cost: { ours: string } } }>('/totals')
    const spans = await home.product.api<{ spans: { cost: { ours: string | null } }[] }>('/spans?limit=100')
    const sum = spans.spans.reduce((all, { cost }) => all + Number(cost.ours ?? 0), 0)
    expect(sum).toBeGreaterThan(0)
    expect(Number(traces[0]?.cost.ours)).toBeCloseTo(sum, 9)
    expect(Number(total.cost.ours)).toBeCloseTo(sum, 9)
    await open(home.page, `traces/${trace.id}?span=${spanId('unpriced')}&tab=cost`)
    await panelOf(home.page)
      .getByText(/nobody-1/)
      .first()
      .waitFor()
    expect(await panelOf(home.page).textContent()).not.toMatch(NOTHING)
    for (const path of ['traces?scope=calls&q=model:nobody-1', 'traces?scope=calls&group=model&q=model:nobody-1']) {
      await open(home.page, path)
      await home.page.locator('main [role=table], main table').getByText(text('common.unpriced')).first().waitFor()
      expect(await home.page.locator('main').textContent(), path).not.toMatch(NOTHING)
    }
    await open(home.page, 'overview?q=model:nobody-1')
    await home.page.locator('main').getByText(text('common.unpriced')).first().waitFor()
    expect(await home.page.locator('main').textContent(), 'overview').not.toMatch(NOTHING)
    await open(home.page, `traces/${trace.id}?span=${spanId('unpriced')}&tab=cost`)
    await panelOf(home.page)
      .getByRole('link', { name: text('prices.add') })
      .click()
    await home.page.waitForURL('**/settings?section=prices')
    await home.page.getByText('nobody-1').first().waitFor()
  })

  it('23, 37: from a page to a failure, its message and a score, with keys alone', async () => {
    const { page, context } = await visit(home.browser, home.product.url, LIGHT)
    const keys = async (...names: string[]) => {
      for (const name of names) await page.keyboard.press(name)
    }
    const isFocusSeen = () =>
      page.evaluate(() => {
        const active = document.activeElement
        return active !== null && active !== document.body && active.matches(':focus-visible, [tabindex="-1"]')
      })
    const tabTo = async (name: string) => {
      for (let n = 0; n < 80; n += 1) {
        await page.keyboard.press('Tab')
        expect(await isFocusSeen()).toBe(true)
        const at = await page.evaluate(() => {
          const active = document.activeElement
          const labels =
            active instanceof HTMLInputElement ? [...(active.labels ?? [])].map((one) => one.textContent) : []
          return [active?.getAttribute('aria-label'), ...labels, active?.textContent].map((one) => one?.trim())
        })
        if (at.includes(name)) return
      }
      throw new Error(`no Tab leads to ${name}`)
    }
    await open(page, 'traces')
    await page.locator('[data-row]').first().waitFor()
    await keys('/')
    await page.keyboard.type('tool:odd')
    await keys('Enter', 'Escape')
    await page.waitForURL('**q=tool:odd**')
    await page
      .getByTestId('result-line')
      .getByText(/^\d+ of \d+/)
      .waitFor()
    await untilFresh(page)
    await page.locator('main h1').focus()
    await keys('j', 'Enter')
    await page.locator('[role=treegrid]').waitFor()
    await keys('e')
    await page.waitForURL(`**span=${spanId('odd')}**`)
    await panelOf(page).getByText('OddError').first().waitFor()
    await tabTo(text('trace.tab.preview'))
    while (!page.url().includes('tab=scores')) {
      const before = page.url()
      await keys('ArrowRight')
      await page.waitForURL((url) => url.href !== before)
    }
    await panelOf(page).getByText(text('trace.score.none')).waitFor()
    await tabTo(text('trace.score.name'))
    await page.keyboard.type('helpful')
    await tabTo(text('trace.score.value'))
    await page.keyboard.type('0.5')
    let go = () => {}
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    await page.route('**/api/v1/scores?*', async (route) => {
      if (route.request().method() === 'POST') await held
      await route.continue()
    })
    const asked = page.waitForRequest((request) => request.method() === 'POST')
    await keys('Enter')
    await asked
    await panelOf(page).getByRole('rowheader', { name: 'helpful' }).waitFor()
    go()
    await page.getByText(text('trace.score.saved')).waitFor()
    await page.unroute('**/api/v1/scores?*')
    const { scores } = await home.product.api<ScoreListAnswer>(`/scores?trace_id=${trace.id}`)
    expect(scores).toMatchObject([{ name: 'helpful', value: 0.5, span_id: spanId('odd'), source: 'annotation' }])
    await page.reload()
    await panelOf(page).getByRole('rowheader', { name: 'helpful' }).waitFor()

    await page.route('**/api/v1/scores?*', async (route) => {
      if (route.request().method() === 'POST') await route.fulfill({ status: 500, body: '{}' })
      else await route.continue()
    })
    await panelOf(page).getByLabel(text('trace.score.name')).fill('doubtful')
    await panelOf(page).getByLabel(text('trace.score.value')).fill('1')
    await page.keyboard.press('Enter')
    await panelOf(page).getByText(text('trace.score.writeFailed')).waitFor()
    expect(await panelOf(page).getByRole('rowheader').allInnerTexts()).toEqual(['helpful'])
    await page.goBack()
    await context.close()
  })

  it('44: no page moves under its reader while it loads', async () => {
    const { page, context } = await visit(home.browser, home.product.url, LIGHT)
    await page.addInitScript(() => {
      const seen = globalThis as unknown as { moved: number }
      seen.moved = 0
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) seen.moved += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
    })
    for (const path of [
      'overview',
      'traces',
      `traces/${trace.id}`,
      'sessions',
      'users',
      'dashboards',
      'datasets',
      'settings',
    ]) {
      await open(page, path)
      await page.waitForLoadState('networkidle')
      const moved = await page.evaluate(() => (globalThis as unknown as { moved: number }).moved)
      expect({ path, moved: moved <= 0.05 ? 'little' : moved }).toEqual({ path, moved: 'little' })
    }
    await context.close()
  })
})

/** Of the one pixel of a PNG, 0 to 255. */
function brightness(png: Buffer): number {
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const [, red = 0, green = 0, blue = 0] = inflateSync(Buffer.concat(parts))
  return (red + green + blue) / 3
}
