import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { agent, call, idOf, send, spanOf, tool, traceOf } from '../../scripts/bench/ux-traces.mjs'
import { chromiumPath, type Look, seriousFaults, textsOf, visit } from '../support/browser.ts'
import { browserHome } from '../support/browser-home.ts'
import { PROJECT_KEY, type Product } from '../support/product.ts'
import { sendTraffic } from './traffic.ts'

/** What is long, on paper, on a phone, in other languages, or older than the server; numbered as docs/ux-checks.md. */
const chromium = chromiumPath()
const LOOK: Look = { name: 'light', theme: 'light', language: 'en' }
const P = '/p/default~1'
const TURNS = 500
const TALK = 20
const ITEMS = 5_000
const MOST_ROWS = 120

describe.skipIf(chromium === undefined)('reading', () => {
  const home = browserHome({
    chromium,
    look: LOOK,
    fill: async (product) => {
      await sendTraffic(product, Date.now())
      await tellLong(product)
    },
  })
  const { text } = home
  const open = (path: string) => home.page.goto(`${home.product.url}${P}/${path}`)
  const urlOf = (path: string) => `${home.product.url}${P}/${path}`
  const elements = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length)

  it('63: the history that a call repeats is folded, counted, and opened in order', async () => {
    const talk = traceOf('F-TALK', 0)
    const asked: string[] = []
    home.page.on('request', (request) => {
      if (/\/spans\/[0-9a-f]{16}/.test(request.url())) asked.push(request.url())
    })
    await open(`traces/${talk.id}?span=${idOf(`F-TALK call${TALK - 1}`, 8)}`)
    const conversation = home.page.getByRole('list', { name: text('trace.conversation') })
    const n = 2 * (TALK - 1)
    const fold = conversation.getByRole('button', {
      name: text('trace.message.unchanged_other').replace('{{n}}', String(n)),
    })
    await fold.waitFor()
    const items = conversation.locator(':scope > li')
    expect(await items.count()).toBe(3)
    expect(await items.nth(1).textContent()).toContain(`question ${TALK - 1}`)
    expect(asked).toHaveLength(1)
    await fold.click()
    const numbers = await conversation.locator('[id^="m"]').evaluateAll((all) => all.map((one) => one.id))
    expect(numbers).toEqual(Array.from({ length: n + 2 }, (_, at) => `m${at + 1}`))
    await open(`traces/${talk.id}?span=${idOf('F-TALK call0', 8)}`)
    await conversation.getByText('question 0').first().waitFor()
    expect(await fold.count()).toBe(0)
  })

  it('65: twenty thousand values of JSON are rows of a few, searched to the last and copied as a path', async () => {
    await home.visited.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await open(`traces/${traceOf('F-JSON', 0).id}?tab=raw`)
    const output = home.page.getByRole('region', { name: text('trace.output') })
    await output.getByRole('button', { expanded: true }).first().waitFor()
    const search = home.page.getByRole('searchbox', {
      name: text('trace.json.search').replace('{{name}}', text('trace.output')),
    })
    await search.fill('needle')
    await search.press('Enter')
    await output.getByText('needle at 3750').waitFor()
    expect(await home.page.getByText('1 of 1', { exact: true }).count()).toBe(1)
    expect(await output.locator('[data-index]').count()).toBeLessThanOrEqual(MOST_ROWS)
    expect(Number(await output.locator('[data-index]').last().getAttribute('data-index'))).toBeGreaterThan(15_000)
    const row = output.locator('[data-index]').filter({ hasText: 'needle at 3750' })
    await row.hover()
    await row.getByRole('button', { name: text('trace.json.copyPath') }).click()
    await expect.poll(() => home.page.evaluate(() => navigator.clipboard.readText())).toBe('$.items[3750].name')
    await output.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
    await output
      .getByText(`item ${ITEMS - 1}`, { exact: false })
      .first()
      .waitFor()
    expect(await elements(home.page)).toBeLessThan(3_000)
  })

  it('90: five hundred turns are drawn as they come into sight, silences named, tools left out', async () => {
    await open('sessions/f-sess')
    const outline = home.page.getByRole('navigation', { name: text('sessions.outline') })
    await outline
      .getByRole('button')
      .nth(TURNS - 1)
      .waitFor()
    const turns = home.page.locator('[data-turn]')
    expect(await turns.count()).toBeLessThan(30)
    expect(await home.page.getByText('what a tool said').count()).toBe(0)
    await outline
      .getByRole('button')
      .nth(TURNS - 1)
      .click()
    await home.page
      .locator(`[data-turn="${TURNS - 1}"]`)
      .getByText(`answer ${TURNS - 1}`)
      .waitFor()
    expect(await turns.count()).toBeLessThan(30)
    await outline.getByRole('button').nth(250).click()
    await home.page
      .locator('[data-turn="250"]')
      .getByText(/of silence/)
      .waitFor()
    await home.page.getByRole('button', { name: text('sessions.showAll') }).click()
    await home.page.getByText('what a tool said').first().waitFor()
  })

  it('116: on paper a list and a tree have all their rows', async () => {
    await open('traces?scope=calls')
    await home.page.locator('[data-row]').nth(5).waitFor()
    await home.page.emulateMedia({ media: 'print' })
    await home.page.locator('[data-row="99"]').waitFor()
    expect(await home.page.locator('[data-row]').count()).toBeGreaterThanOrEqual(100)
    await home.page.getByText(/^Printed: the first/).waitFor()
    const isWhole = () =>
      home.page.evaluate(() => {
        const last = [...document.querySelectorAll('[data-row], .span-row')].at(-1)?.getBoundingClientRect()
        return last !== undefined && last.bottom <= document.documentElement.scrollHeight + 1
      })
    expect(await isWhole()).toBe(true)
    await home.page.emulateMedia({ media: null })
    await open(`traces/${traceOf('F-TALK', 0).id}`)
    await home.page.getByRole('treegrid').waitFor()
    await home.page.emulateMedia({ media: 'print' })
    await home.page
      .locator('.span-row')
      .nth(TALK * 3)
      .waitFor()
    expect(await home.page.locator('.span-row').count()).toBe(1 + TALK * 4)
    expect(await isWhole()).toBe(true)
    await home.page.emulateMedia({ media: null })
  })

  it('103: the minimap moves and zooms by keys', async () => {
    await open(`traces/${traceOf('F-TALK', 0).id}`)
    const minimap = home.page.getByTestId('minimap')
    await minimap.focus()
    const zoom = () => new URL(home.page.url()).searchParams.get('zoom')
    const changed = (before: string | null) => home.page.waitForURL((url) => url.searchParams.get('zoom') !== before)
    let before = zoom()
    for (const key of ['+', 'ArrowRight', 'ArrowLeft']) {
      await home.page.keyboard.press(key)
      await changed(before)
      before = zoom()
    }
    await home.page.keyboard.press('0')
    await home.page.waitForURL((url) => !url.searchParams.has('zoom'))
    const splitter = home.page.getByRole('separator').first()
    const value = await splitter.getAttribute('aria-valuenow')
    await splitter.focus()
    await home.page.keyboard.press('ArrowLeft')
    await expect.poll(() => splitter.getAttribute('aria-valuenow')).not.toBe(value)
  })

  it('109: a tab of an older version says so, and a part that is gone leaves no empty page', async () => {
    const own = await visit(home.browser, home.product.url, LOOK)
    await own.page.clock.install()
    await own.page.goto(urlOf('traces'))
    await own.page.locator('[data-row]').first().waitFor()
    const said = own.page.getByText(text('shell.newVersion'))
    expect(await said.count()).toBe(0)
    // The page as the server gives it, with another program and nothing else changed.
    await own.page.route(`${home.product.url}/`, async (route) => {
      const body = await (await route.fetch()).text()
      await route.fulfill({
        contentType: 'text/html',
        body: body.replace(/\/assets\/index-[\w-]+\.js/, '/assets/index-new.js'),
      })
    })
    await own.page.clock.fastForward(11 * 60_000)
    await said.waitFor()
    await own.page.getByRole('button', { name: text('shell.reload') }).waitFor()
    await own.page.route(/\/assets\/SessionsPage-/, (route) => route.fulfill({ status: 404, body: '' }))
    await own.page
      .getByRole('navigation')
      .getByRole('link', { name: text('nav.sessions') })
      .click()
    await own.page.getByText(text('shell.newVersionHint')).waitFor()
    await own.page.unroute(/\/assets\/SessionsPage-/)
    await own.page
      .getByRole('main')
      .getByRole('button', { name: text('shell.reload') })
      .click()
    await own.page.locator('[data-row]').first().waitFor()
    await own.context.close()
  })

  it('97: the language changes without a reload, with its direction, and stays', async () => {
    const persian = textsOf('fa')
    await open('traces')
    await home.page.locator('[data-row]').first().waitFor()
    await home.page.evaluate(() => Object.assign(globalThis, { isSameVisit: true }))
    const choose = async (says: (key: string) => string, language: 'en' | 'fa') => {
      await home.page.getByRole('button', { name: says('preferences.language') }).click()
      await home.page.getByRole('menuitem', { name: says(`preferences.languages.${language}`) }).click()
      await home.page.locator(`html[lang=${language}]`).waitFor()
    }
    await choose(text, 'fa')
    await home.page.getByRole('button', { name: persian('list.columns') }).waitFor()
    expect(await home.page.locator('html').getAttribute('dir')).toBe('rtl')
    await choose(persian, 'en')
    await home.page.getByRole('button', { name: text('list.columns') }).waitFor()
    expect(await home.page.evaluate(() => 'isSameVisit' in globalThis)).toBe(true)
  })

  it('96: no label is cut off where every text is longer by two fifths', async () => {
    const context = await home.browser.newContext({ viewport: { width: 1280, height: 900 } })
    await context.addInitScript(() =>
      localStorage.setItem('vitrine.preferences', JSON.stringify({ theme: 'light', language: 'pseudo' })),
    )
    const page = await context.newPage()
    const talk = traceOf('F-TALK', 0).id
    const pages = [
      'overview',
      'traces',
      'traces?scope=calls&group=model',
      `traces/${talk}`,
      `traces/${talk}?tab=scores`,
      `traces/${talk}?mode=transcript`,
      'sessions',
      'sessions/f-sess',
      'users',
      'users/user-3',
      'dashboards',
      'datasets',
      'alerts',
      'ingest',
      'start',
      'settings',
      'settings?section=keys',
      'settings?section=prices',
      'settings?section=projects',
    ]
    const cut: Record<string, string[]> = {}
    for (const path of pages) {
      await page.goto(urlOf(path), { waitUntil: 'networkidle' })
      const found = await page.evaluate(cutLabels)
      if (found.length > 0) cut[path] = found
    }
    expect(cut).toEqual({})
    await context.close()
  })

  it('110: on a phone rows are cards, a score is set by touch, and two fingers zoom the lane alone', async () => {
    const context = await home.browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    const page = await context.newPage()
    await page.goto(urlOf('traces'))
    const card = page.locator('[data-row]').first()
    await card.waitFor()
    expect((await card.boundingBox())?.height).toBeGreaterThan(100)
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(await sideways()).toBe(0)
    expect(await seriousFaults(page)).toEqual([])
    await card.locator('[data-row-link]').tap()
    await page.waitForURL(/peek=/)
    await page.goto(urlOf(`traces/${traceOf('F-TALK', 0).id}`))
    const lane = page.locator('[data-lane]').first()
    const box = await lane.boundingBox()
    if (box === null) throw new Error('the lane has no place')
    const debug = await context.newCDPSession(page)
    const y = box.y + 60
    const fingers = (apart: number) => [
      { x: box.x + box.width / 2 - apart, y, id: 1 },
      { x: box.x + box.width / 2 + apart, y, id: 2 },
    ]
    await debug.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(10) })
    for (const apart of [20, 30, 40])
      await debug.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) })
    await debug.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await page.waitForURL(/zoom=/)
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1)
    expect(await sideways()).toBe(0)
    await page.goto(urlOf(`traces/${traceOf('F-TALK', 0).id}?tab=scores&span=${idOf('F-TALK call1', 8)}`))
    await page.locator(`[id="span-row-${idOf('F-TALK call1', 8)}"]`).tap()
    for (const [field, words] of [
      ['name', 'by thumb'],
      ['value', '0.5'],
    ] as const) {
      await page.getByRole('textbox', { name: text(`trace.score.${field}`), exact: true }).tap()
      await page.keyboard.type(words)
    }
    await page.getByRole('button', { name: text('trace.score.save') }).tap()
    await page.getByText(text('trace.score.saved')).waitFor()
    await page
      .getByRole('cell', { name: 'by thumb' })
      .or(page.getByRole('rowheader', { name: 'by thumb' }))
      .first()
      .waitFor()
    expect(await sideways()).toBe(0)
    await context.close()
  })
})

/** Labels whose text is longer than their box and cannot be read in whole; data may be cut, since it has its whole as title. */
function cutLabels(): string[] {
  const labels = document.querySelectorAll<HTMLElement>(
    'button, label, legend, h1, h2, h3, th, dt, [role=columnheader], [role=tab], [role=radio], nav a, summary',
  )
  return [...labels].flatMap((label) => {
    const parts = [label, ...label.querySelectorAll<HTMLElement>('*')]
    const isCut = parts.some((part) => {
      const style = getComputedStyle(part)
      const isSeen = part.clientWidth > 2 && style.visibility === 'visible' && part.textContent !== ''
      const hides = style.overflowX === 'hidden' || style.overflowX === 'clip'
      const hasWhole = part.closest('[title]') !== null || part.querySelector('[title]') !== null
      return isSeen && hides && !hasWhole && part.scrollWidth > part.clientWidth + 1
    })
    const text = label.textContent?.trim() ?? ''
    return isCut && text.includes('·') ? [text.slice(0, 60)] : []
  })
}

/** A chat that resends its history, a document of twenty thousand values, and a session of five hundred turns. */
async function tellLong(product: Product): Promise<void> {
  const nowMs = Date.now()
  const said = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] })
  const talk = traceOf('F-TALK', nowMs - 600_000)
  const turns = Array.from({ length: TALK }, (_, n) => {
    const history = Array.from({ length: n }, (_one, at) => [
      said('user', `question ${at}`),
      said('assistant', `answer ${at}`),
    ])
    return [
      spanOf(talk, 'chat gpt-4o', {
        as: `call${n}`,
        parent: 'root',
        at: n * 10,
        lasts: 5,
        attributes: {
          ...call('gpt-4o', 10 + n, 5),
          'gen_ai.input.messages': JSON.stringify([...history.flat(), said('user', `question ${n}`)]),
          'gen_ai.output.messages': JSON.stringify([said('assistant', `answer ${n}`)]),
        },
      }),
      ...['a', 'b', 'c'].map((step) =>
        spanOf(talk, `step ${step}`, { as: `${step}${n}`, parent: `call${n}`, at: n * 10 + 1 }),
      ),
    ]
  }).flat()
  const items = Array.from({ length: ITEMS }, (_, n) => ({
    name: n === 3_750 ? 'needle at 3750' : `item ${n}`,
    n,
    isOdd: n % 2 === 1,
  }))
  const json = spanOf(traceOf('F-JSON', nowMs - 500_000), 'execute_tool list', {
    lasts: 5,
    attributes: { ...tool('list'), 'gen_ai.tool.call.result': JSON.stringify({ items }) },
  })
  const session = Array.from({ length: TURNS }, (_, n) => {
    const silences = Math.floor(n / 50) * 3_600_000
    const trace = traceOf(`F-SESS ${n}`, nowMs - 86_400_000 + n * 30_000 + silences)
    const messages = [
      said('user', `question ${n}`),
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'x', result: 'what a tool said' }] },
    ]
    return spanOf(trace, 'invoke_agent talk', {
      lasts: 900,
      attributes: {
        ...agent('talk'),
        'session.id': 'f-sess',
        'gen_ai.input.messages': JSON.stringify(messages),
        'gen_ai.output.messages': JSON.stringify([said('assistant', `answer ${n}`)]),
      },
    })
  })
  await send(product.otlp, PROJECT_KEY, [
    spanOf(talk, 'invoke_agent talk', { as: 'root', lasts: 300, attributes: agent('talk') }),
    ...turns,
    json,
    ...session,
  ])
  await product.drained()
}
