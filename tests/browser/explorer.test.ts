import type { TraceListAnswer, TraceSkeletonAnswer } from '@vitrine/schemas/api'
import type { Browser, Locator, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idOf } from '../../scripts/bench/ux-traces.mjs'
import { chromiumPath, type Look, launch, seriousFaults, textsOf, type Visit, visit } from '../support/browser.ts'
import { type Product, startProduct, tempFolder } from '../support/product.ts'
import { type Fixtures, MANY_SPANS, REASONING, sendFixtures, TURNS } from './explorer-fixtures.ts'
import { sendTraffic } from './traffic.ts'

/** The trace explorer, check by check; the numbers are those of docs/ux-checks.md. */
const P = '/p/default~1'
const LOOK: Look = { name: 'light', theme: 'light', language: 'en' }
const LOOKS: readonly Look[] = [
  LOOK,
  { name: 'dark', theme: 'dark', language: 'en' },
  { name: 'Persian', theme: 'light', language: 'fa' },
]
const MOST_ROWS = 120

const chromium = chromiumPath()

describe.skipIf(chromium === undefined)('the trace explorer', () => {
  const folder = tempFolder()
  const text = textsOf(LOOK.language)
  let product: Product
  let browser: Browser
  let visited: Visit
  let page: Page
  let made: Fixtures

  beforeAll(async () => {
    product = await startProduct({ data: folder.path })
    const nowMs = Date.now()
    await sendTraffic(product, nowMs)
    made = await sendFixtures(product, nowMs)
    browser = await launch(chromium ?? '')
    visited = await visit(browser, product.url, LOOK)
    page = visited.page
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    folder.remove()
  })

  const open = (path: string) => page.goto(`${product.url}${P}/${path}`)
  const grid = () => page.getByRole('treegrid')
  const row = (trace: { name: string }, as: string) => page.locator(`[id="span-row-${idOf(`${trace.name} ${as}`, 8)}"]`)
  const panel = () => page.getByRole('region', { name: text('trace.spanPanel') })
  const rows = () => page.locator('[data-row]')
  const names = () => page.locator('[data-row] [data-row-link]')
  const resultLine = () => page.getByTestId('result-line')

  it('1, 3, 4: opens many spans from one answer without bodies, draws few rows, and counts them all', async () => {
    const skeletons: string[] = []
    const asked: string[] = []
    const note = (request: Request) => {
      const { pathname } = new URL(request.url())
      if (pathname.endsWith('/skeleton')) skeletons.push(request.url())
      if (/\/spans\/[0-9a-f]{16}$/.test(pathname)) asked.push(pathname.slice(-16))
    }
    page.on('request', note)
    await open(`traces/${made.many.id}`)
    await page.waitForFunction(
      (n) => document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount') === n,
      String(MANY_SPANS + 1),
    )
    expect(await page.locator('.span-row').count()).toBeLessThanOrEqual(MOST_ROWS)
    await page.waitForLoadState('networkidle')
    expect(skeletons).toHaveLength(1)
    const body = await (await page.request.get(skeletons[0] ?? '')).text()
    expect(body.split('\n').length).toBeGreaterThan(2)
    expect(body).not.toMatch(/"(messages|attributes|events)"/)
    const [first, second] = [idOf('F-10K s0', 8), idOf('F-10K s1', 8)]
    expect(asked).toEqual([first])
    await row(made.many, 's1').click()
    await page.waitForURL(`**span=${second}**`)
    await row(made.many, 's0').click()
    await page.waitForURL(`**span=${first}**`)
    await page.waitForLoadState('networkidle')
    expect(asked).toEqual([first, second])
    page.off('request', note)
  })

  it('24: the tree is walked by keys, and the active row is always drawn', async () => {
    await grid().focus()
    const active = () =>
      page.evaluate(() => {
        const id = document.querySelector('[role=treegrid]')?.getAttribute('aria-activedescendant') ?? ''
        const element = document.getElementById(id)
        return { level: element?.getAttribute('aria-level'), at: element?.getAttribute('aria-rowindex') }
      })
    await page.keyboard.press('Home')
    expect(await active()).toEqual({ level: '1', at: '2' })
    await page.keyboard.press('ArrowLeft')
    expect(await grid().getAttribute('aria-rowcount')).toBe('2')
    await page.keyboard.press('ArrowRight')
    expect(await grid().getAttribute('aria-rowcount')).toBe(String(MANY_SPANS + 1))
    await page.keyboard.press('ArrowDown')
    expect(await active()).toEqual({ level: '2', at: '3' })
    await page.keyboard.press('End')
    expect((await active()).at).toBe(String(MANY_SPANS + 1))
    expect(await page.locator('.span-row').count()).toBeLessThanOrEqual(MOST_ROWS)
  })

  it('13: a span of megabytes is shown in part, says so, and offers all of it', async () => {
    await open(`traces/${made.big.id}`)
    const whole = page.getByRole('link', { name: text('trace.downloadWhole') })
    await whole.waitFor()
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3_000)
    const answer = await page.request.get(new URL((await whole.getAttribute('href')) ?? '', product.url).href)
    expect((await answer.body()).byteLength).toBeGreaterThan(4_000_000)
  })

  it('14, 15, 16, 28, 48: a conversation shows tools with results, folds reasoning, fetches nothing foreign, runs nothing', async () => {
    await open(`traces/${made.chat.id}?span=${idOf('F-CHAT call', 8)}`)
    await panel().getByText('weather is fine', { exact: true }).waitFor()
    for (const name of ['weather', 'news', 'mail', 'stocks']) {
      await panel().getByText(`call_${name}`, { exact: true }).waitFor()
    }
    await panel().getByText('mailbox is locked').waitFor()
    const picture = panel().getByRole('img').first()
    expect(await picture.getAttribute('src')).toMatch(/^data:image\/png/)
    expect(await panel().textContent()).not.toContain('iVBORw0KGgo')
    const reasoning = panel().getByText(REASONING)
    expect(await reasoning.isVisible()).toBe(false)
    await panel()
      .locator('summary')
      .filter({ hasText: /Reasoning/ })
      .click()
    expect(await reasoning.isVisible()).toBe(true)
    await panel().getByText(text('trace.message.cutShort')).waitFor()
    const direction = (words: string) =>
      panel()
        .getByText(words)
        .first()
        .evaluate((element) => getComputedStyle(element).direction)
    expect(await direction('می‌گوید')).toBe('rtl')
    expect(await direction('The weather is fine.')).toBe('ltr')
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(await panel().locator('a[href^="javascript"]').count()).toBe(0)
    await panel()
      .getByRole('button', { name: text('trace.tool.jump') })
      .first()
      .click()
    await page.waitForURL(`**span=${idOf('F-CHAT weather', 8)}**`)
  })

  it('a text is drawn once, as it stays: nothing moves what a reader is about to press', async () => {
    const own = await visit(browser, product.url, LOOK)
    await own.page.addInitScript((words) => {
      let isMarked = false
      new MutationObserver(() => {
        const leaf = [...document.querySelectorAll('details *')].find(
          (one) => one.children.length === 0 && one.textContent === words,
        )
        if (!isMarked) leaf?.setAttribute('data-first-drawn', '')
        isMarked ||= leaf !== undefined
      }).observe(document, { subtree: true, childList: true })
    }, REASONING)
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    await own.page.route(/Markdown-/, async (chunk) => {
      await answered
      await own.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
      await chunk.continue()
    })
    const chunk = own.page.waitForResponse(/Markdown-/)
    own.page.on('requestfinished', (request) => {
      if (/\/spans\/[0-9a-f]{16}/.test(request.url())) answer()
    })
    await own.page.goto(`${product.url}${P}/traces/${made.chat.id}?span=${idOf('F-CHAT call', 8)}`)
    await (await chunk).finished()
    await own.page.locator('code', { hasText: 'temp=21' }).waitFor()
    expect(await own.page.locator('[data-first-drawn]').count()).toBe(1)
    await own.context.close()
  })

  it('56: draws a second root, a child that outlives its parent, and a span whose parent never came', async () => {
    await open(`traces/${made.orphan.id}`)
    await row(made.orphan, 'lost').waitFor()
    expect(await page.locator('.span-row').count()).toBe(4)
    await page.getByText(text('trace.notice.orphans_one').replace('{{n}}', '1')).waitFor()
    expect(await row(made.orphan, 'lost').getByTitle(text('trace.detached.orphan')).count()).toBe(1)
    expect(await row(made.orphan, 'late').locator('.bg-warning-mark').count()).toBe(1)
    expect(await row(made.orphan, 'root').getAttribute('aria-level')).toBe('1')
    expect(await row(made.orphan, 'root2').getAttribute('aria-level')).toBe('1')
  })

  it('57: says what the trace waited for', async () => {
    await open(`traces/${made.twin.id}`)
    await page.getByRole('button', { name: text('trace.path.name') }).click()
    expect(await page.locator('[data-path]').count()).toBeGreaterThan(2)
    expect(await page.getByTestId('critical-path').textContent()).toContain('80% in 1 × Agent')
  })

  it('59: the search counts, walks and filters its matches, and Esc ends it', async () => {
    await open(`traces/${made.loop.id}`)
    const field = page.getByRole('textbox', { name: text('trace.searchLabel') })
    await field.fill('act')
    await field.press('Enter')
    await page.getByText(`1 of ${TURNS}`).waitFor()
    await field.press('Enter')
    await page.getByText(`2 of ${TURNS}`).waitFor()
    await field.press('Shift+Enter')
    await page.getByText(`1 of ${TURNS}`).waitFor()
    await page.getByRole('button', { name: text('trace.onlyMatches') }).click()
    expect(await grid().getAttribute('aria-rowcount')).toBe(String(TURNS + 2))
    await field.press('Escape')
    expect(await grid().getAttribute('aria-rowcount')).toBe(String(TURNS * 2 + 2))
  })

  it('60: e walks every failed span once, opening what hides it', async () => {
    await open(`traces/${made.errors.id}`)
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowLeft')
    const seen: string[] = []
    for (let n = 0; n < 3; n += 1) {
      await page.keyboard.press('e')
      await page.waitForFunction(
        (before) => new URL(location.href).searchParams.get('span') !== before,
        seen.at(-1) ?? null,
      )
      seen.push(new URL(page.url()).searchParams.get('span') ?? '')
    }
    expect(seen).toEqual(['one', 'two', 'three'].map((as) => idOf(`F-ERR ${as}`, 8)))
  })

  it('61: every picture of a trace keeps the selected span', async () => {
    const chosen = idOf('F-CHAT mail', 8)
    await open(`traces/${made.chat.id}?span=${chosen}`)
    for (const mode of ['tree', 'transcript', 'graph', 'log', 'waterfall']) {
      await page.getByRole('button', { name: text(`trace.mode.${mode}`), exact: true }).click()
      await page
        .locator('[aria-current=true], [aria-selected=true], [aria-pressed=true]')
        .filter({ hasText: 'mail' })
        .first()
        .waitFor()
      expect(new URL(page.url()).searchParams.get('span')).toBe(chosen)
      expect(await seriousFaults(page)).toEqual([])
    }
  })

  it('62: a loop of forty turns is three nodes with their counts', async () => {
    await open(`traces/${made.loop.id}?mode=graph`)
    const graph = page.getByRole('region', { name: text('trace.mode.graph') })
    await graph.getByRole('button').first().waitFor()
    expect(await graph.getByRole('button').count()).toBe(3)
    expect(await graph.getByText(`×${TURNS}`).count()).toBeGreaterThanOrEqual(2)
    const act = graph.getByRole('button', { name: /act/ })
    await act.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**span=${idOf('F-CYCLE act0', 8)}**`)
  })

  it('54: zoom by keys stands in the URL, and 0 fits the trace again', async () => {
    await open(`traces/${made.loop.id}`)
    await grid().focus()
    await page.keyboard.press('+')
    await page.waitForURL(/zoom=/)
    await page.reload()
    await grid().focus()
    await page.keyboard.press('0')
    await page.waitForURL((url) => !url.searchParams.has('zoom'))
  })

  it('64: two traces are aligned by structure, the first difference is marked, equal ones have none', async () => {
    await open(`compare?a=${made.twin.id}&b=${made.other.id}`)
    const steps = page.getByRole('table', { name: text('compare.steps') })
    await steps.getByText(text('compare.first')).waitFor()
    expect(
      await steps.locator('[data-differs]').evaluateAll((all) => all.map((one) => one.getAttribute('data-differs'))),
    ).toEqual(['no', 'no', 'missing', 'no'])
    expect(await seriousFaults(page)).toEqual([])
    await steps.getByRole('button', { name: 'execute_tool search' }).click()
    await page.getByText(text('compare.same')).first().waitFor()
    await open(`compare?a=${made.twin.id}&b=${made.twin.id}`)
    await page.getByTestId('divergence').getByText(text('compare.alike_other').replace('{{n}}', '3')).waitFor()
  })

  it('5: a list opens from its URL in another browser as it was', async () => {
    await open('traces?q=status:error&sort=-duration&cols=name,duration,errors&density=m')
    await rows().first().waitFor()
    await names().first().click()
    await page.waitForURL(/peek=/)
    const stateOf = async (one: Page) => {
      await one.getByRole('treegrid').waitFor()
      return {
        names: await one.locator('[data-row] [data-row-link]').allInnerTexts(),
        head: await one
          .getByRole('table', { name: text('list.scope.traces') })
          .getByRole('columnheader')
          .allInnerTexts(),
        line: await one.getByTestId('result-line').textContent(),
        peek: await one.getByTestId('peek-position').textContent(),
      }
    }
    const mine = await stateOf(page)
    const second = await visit(browser, product.url, LOOK)
    await second.page.goto(page.url())
    expect(await stateOf(second.page)).toEqual(mine)
    await second.context.close()
  })

  it('6, 7: a peek walks the sorted list, and Back closes it', async () => {
    await open('traces?sort=-duration')
    await rows().nth(3).waitFor()
    const listed = await product.api<TraceListAnswer>('/traces?sort=-duration&limit=4')
    await names().first().click()
    const position = page.getByTestId('peek-position')
    await position.getByText(/^1 of/).waitFor()
    for (const [at, trace] of listed.traces.slice(1, 4).entries()) {
      await page.keyboard.press('j')
      await page.waitForURL(`**peek=${trace.trace_id}**`)
      await position.getByText(new RegExp(`^${at + 2} of`)).waitFor()
    }
    await page.keyboard.press('k')
    await position.getByText(/^3 of/).waitFor()
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has('peek'))
    await rows().first().waitFor()
  })

  it('8, 10: query bar, facets, chips and URL say the same filter', async () => {
    await open('traces')
    await rows().first().waitFor()
    await page
      .getByRole('complementary')
      .getByRole('button', { name: /^error/ })
      .first()
      .click()
    await page.waitForURL(/q=status:error/)
    const bar = page.getByRole('combobox', { name: text('list.queryLabel') })
    expect(await bar.inputValue()).toBe('status:error')
    expect(await resultLine().textContent()).toMatch(/\d+ of \d+ traces/)
    await page
      .getByRole('list', { name: text('list.activeFilters') })
      .getByRole('button')
      .first()
      .click()
    await page.waitForURL((url) => !url.searchParams.has('q'))
    expect(await bar.inputValue()).toBe('')
  })

  it('9: a filter that cannot be read is said in place and changes nothing', async () => {
    const before = await resultLine().textContent()
    const bar = page.getByRole('combobox', { name: text('list.queryLabel') })
    await bar.fill('modle:x')
    await page
      .getByRole('alert')
      .getByText(/did you mean/)
      .waitFor()
    await bar.press('Enter')
    expect(new URL(page.url()).searchParams.has('q')).toBe(false)
    expect(await resultLine().textContent()).toBe(before)
    await bar.press('Escape')
    expect(await bar.inputValue()).toBe('')
  })

  it('12: a part that fails says so in place, leaves the others alone, and recovers', async () => {
    await page.route('**/api/v1/facets**', (route) => route.fulfill({ status: 500, body: 'broken' }))
    await open('traces')
    await page.getByText(text('list.facetsFailed')).waitFor()
    await rows().first().waitFor()
    await page.unroute('**/api/v1/facets**')
    await page.getByRole('button', { name: text('common.retry') }).click()
    await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor()
  })

  it('67: a facet is searched by the server', async () => {
    await open('traces')
    const facets = page.getByRole('complementary')
    await facets
      .getByRole('button', { name: /more values/ })
      .last()
      .click()
    await facets.getByRole('searchbox').fill('chat-39')
    await facets.getByRole('button', { name: /^chat-39/ }).waitFor()
  })

  it('69: a view is saved, shows that it was changed, and is put back', async () => {
    await open('traces?q=status:error')
    const menu = () => page.getByRole('main').getByRole('button', { name: /Views|mine/ })
    await menu().click()
    await page.getByRole('textbox', { name: text('list.viewName') }).fill('mine')
    await page.getByRole('button', { name: text('list.viewNew'), exact: true }).click()
    await page.waitForURL(/view=/)
    await page.getByRole('button', { name: text('list.column.duration') }).click()
    await menu().click()
    await page.getByRole('button', { name: text('list.viewReset') }).click()
    await page.waitForURL((url) => !url.searchParams.has('sort') && url.searchParams.get('q') === 'status:error')
    await page.keyboard.press('Escape')
  })

  it('70: columns are hidden, moved and put back', async () => {
    await open('traces')
    await rows().first().waitFor()
    await page.getByRole('button', { name: text('list.columns') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: text('list.column.input') }).click()
    await page.waitForURL(/cols=/)
    await dialog
      .getByRole('button', { name: text('list.columnEarlier').replace('{{name}}', text('list.column.name')) })
      .click()
    const table = page.getByRole('table', { name: text('list.scope.traces'), includeHidden: true })
    const heads = await table.getByRole('columnheader', { includeHidden: true }).allInnerTexts()
    expect(heads).not.toContain(text('list.column.input'))
    expect(heads.indexOf(text('list.column.name'))).toBeLessThan(heads.indexOf(text('list.column.start')))
    await dialog.getByRole('button', { name: text('list.columnsReset') }).click()
    await page.waitForURL((url) => !url.searchParams.has('cols'))
    await page.keyboard.press('Escape')
  })

  it('36: two picked rows can be compared, and all that match can be picked', async () => {
    await open('traces?scope=tools')
    await rows().nth(1).waitFor()
    await page.getByRole('checkbox').nth(0).click()
    await page.getByRole('checkbox').nth(1).click()
    await page.getByRole('link', { name: text('list.compare') }).waitFor()
    const { n } = await product.api<{ n: number }>('/count?scope=spans&q=kind:tool')
    await page
      .getByRole('button', { name: text('list.selectMatching_other').replace('{{n}}', n.toLocaleString('en')) })
      .click()
    await page.getByText(text('list.selected_other').replace('{{n}}', n.toLocaleString('en'))).waitFor()
  })

  it.each([
    ['spans', 'spans', ''],
    ['calls', 'spans', 'has:call'],
    ['tools', 'spans', 'kind:tool'],
  ])('lists %s with the number of the API', async (scope, unit, q) => {
    const { n } = await product.api<{ n: number }>(`/count?scope=${unit}&q=${encodeURIComponent(q)}`)
    await open(`traces?scope=${scope}`)
    await rows().first().waitFor()
    await resultLine()
      .getByText(new RegExp(`^${n.toLocaleString('en')} `))
      .waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  it('113: groups add up to the whole', async () => {
    await open('traces?scope=tools&group=tool')
    const table = page.getByRole('table')
    await table.getByRole('row').nth(2).waitFor()
    const spans = await table
      .locator('tbody tr td:nth-of-type(1) data')
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute('value'))))
    const { n } = await product.api<{ n: number }>('/count?scope=spans&q=kind:tool')
    expect(spans.reduce((sum, one) => sum + one, 0)).toBe(n)
    expect(await seriousFaults(page)).toEqual([])
  })

  it('75: an empty list says why, and which part of the filter to leave out', async () => {
    await open('traces?q=status:error%20user:nobody')
    await page.getByText(text('list.empty.filter')).waitFor()
    await page.getByRole('button', { name: /Without user:nobody/ }).click()
    await rows().first().waitFor()
  })

  it('a search for words leads to the span in which they stand', async () => {
    await open('traces?q=mailbox')
    await rows().first().waitFor()
    await names().first().click()
    await page.waitForURL(`**span=${idOf('F-CHAT call', 8)}**`)
  })

  it('87, 89: single keys are for typing first, and the palette opens whatever id is pasted', async () => {
    await open('traces')
    const bar = page.getByRole('combobox', { name: text('list.queryLabel') })
    await bar.fill('')
    await bar.pressSequentially('gs?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await bar.inputValue()).toBe('gs?')
    await bar.press('Escape')
    const paste = async (words: string) => {
      await page.keyboard.press('Control+k')
      const field = page.getByRole('dialog').getByRole('searchbox')
      await field.fill(words)
      return page.getByRole('dialog').getByRole('option')
    }
    await (await paste(made.chat.id)).first().click()
    await page.waitForURL(`**/traces/${made.chat.id}`)
    await (await paste('long talk')).filter({ hasText: 'Open the session' }).first().click()
    await page.waitForURL('**/sessions/long%20talk')
    await (await paste('user-3')).filter({ hasText: 'Open the user' }).first().click()
    await page.waitForURL('**/users/user-3')
    await (await paste(idOf('F-CHAT call', 8))).first().click()
    await page.waitForURL(`**/traces/${made.chat.id}?span=**`)
  })

  it('90: a session is told turn by turn, each leading to its trace', async () => {
    const { traces } = await product.api<TraceListAnswer>('/traces?q=session:chat-9&sort=start')
    await open('sessions/chat-9')
    const conversation = page.getByRole('region', { name: text('sessions.conversation') })
    await conversation.locator('[data-turn="0"]').waitFor()
    await conversation.getByText('سفارش TC-1042 من کجاست؟').first().waitFor()
    await conversation
      .getByText(/of silence/)
      .first()
      .waitFor()
    expect(
      await page
        .getByRole('navigation', { name: text('sessions.outline') })
        .getByRole('button')
        .count(),
    ).toBe(traces.length)
    expect(await seriousFaults(page)).toEqual([])
    await conversation
      .getByRole('link', { name: text('sessions.openTrace') })
      .first()
      .click()
    await page.waitForURL(`**/traces/${traces[0]?.trace_id}`)
  })

  it('25: no page of the explorer has a serious fault, in light, dark and from right to left', async () => {
    for (const look of LOOKS) {
      const own = await visit(browser, product.url, look)
      for (const path of [
        'traces?scope=calls&density=m',
        `traces?peek=${made.chat.id}&span=${idOf('F-CHAT call', 8)}`,
        `traces/${made.errors.id}`,
        `traces/${made.loop.id}?mode=graph`,
        `traces/${made.chat.id}?mode=transcript`,
        `compare?a=${made.twin.id}&b=${made.other.id}`,
        'sessions',
        'sessions/chat-9',
        'users',
        'users/user-3',
      ]) {
        await own.page.goto(`${product.url}${P}/${path}`, { waitUntil: 'networkidle' })
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
    const own = await visit(browser, product.url, LOOKS[2] ?? LOOK)
    await own.page.goto(`${product.url}${P}/traces/${made.loop.id}`)
    await own.page.getByRole('treegrid').waitFor()
    const bars = await barStarts(own.page.locator('.span-row [dir=ltr] > span:first-child'))
    expect(bars).toEqual([...bars].sort((a, b) => a - b))
    expect(
      await own.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0)
    await own.context.close()
  })

  it('46: the whole visit complained of nothing but what was broken on purpose', () => {
    const unexpected = visited.complaints.filter((one) => !/facets|500/.test(one))
    expect(unexpected).toEqual([])
  })

  it('every span of every fixture is in the store', async () => {
    const { span_count } = await product.api<TraceSkeletonAnswer>(`/traces/${made.many.id}`)
    expect(span_count).toBe(MANY_SPANS)
  })
})

function barStarts(bars: Locator): Promise<number[]> {
  return bars.evaluateAll((all) => all.slice(1, 12).map((one) => Math.round(one.getBoundingClientRect().left)))
}
