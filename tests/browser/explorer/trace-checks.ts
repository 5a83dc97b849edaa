import type { Request } from 'playwright-core'
import { expect, it } from 'vitest'
import { idOf } from '../../../scripts/bench/ux-traces.mjs'
import { LIGHT, seriousFaults, visit } from '../../support/browser.ts'
import { MANY_SPANS, REASONING, TURNS } from '../explorer-fixtures.ts'
import { type ExplorerHome, P } from './home.ts'

const MOST_ROWS = 120

/** Of one trace, and of two side by side. */
export function traceChecks(home: ExplorerHome): void {
  const { text, open, row, panel, grid } = home

  it('1, 3, 4: opens many spans from one answer without bodies, draws few rows, and counts them all', async () => {
    const skeletons: string[] = []
    const asked: string[] = []
    const note = (request: Request) => {
      const { pathname } = new URL(request.url())
      if (pathname.endsWith('/skeleton')) skeletons.push(request.url())
      if (/\/spans\/[0-9a-f]{16}$/.test(pathname)) asked.push(pathname.slice(-16))
    }
    home.page.on('request', note)
    await open(`traces/${home.made.many.id}`)
    await home.page.waitForFunction(
      (n) => document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount') === n,
      String(MANY_SPANS + 1),
    )
    expect(await home.page.locator('.span-row').count()).toBeLessThanOrEqual(MOST_ROWS)
    await home.page.waitForLoadState('networkidle')
    expect(skeletons).toHaveLength(1)
    const body = await (await home.page.request.get(skeletons[0] ?? '')).text()
    expect(body.split('\n').length).toBeGreaterThan(2)
    expect(body).not.toMatch(/"(messages|attributes|events)"/)
    const [first, second] = [idOf('F-10K s0', 8), idOf('F-10K s1', 8)]
    expect(asked).toEqual([first])
    await row(home.made.many, 's1').click()
    await home.page.waitForURL(`**span=${second}**`)
    await row(home.made.many, 's0').click()
    await home.page.waitForURL(`**span=${first}**`)
    await expect.poll(() => asked).toEqual([first, second])
    home.page.off('request', note)
  })

  it('24: the tree is walked by keys, and the active row is always drawn', async () => {
    await grid().focus()
    const active = () =>
      home.page.evaluate(() => {
        const id = document.querySelector('[role=treegrid]')?.getAttribute('aria-activedescendant') ?? ''
        const element = document.getElementById(id)
        return { level: element?.getAttribute('aria-level'), at: element?.getAttribute('aria-rowindex') }
      })
    await home.page.keyboard.press('Home')
    await expect.poll(active).toEqual({ level: '1', at: '2' })
    await home.page.keyboard.press('ArrowLeft')
    const rowCount = () => grid().getAttribute('aria-rowcount')
    await expect.poll(rowCount).toBe('2')
    await home.page.keyboard.press('ArrowRight')
    await expect.poll(rowCount).toBe(String(MANY_SPANS + 1))
    await home.page.keyboard.press('ArrowDown')
    await expect.poll(active).toEqual({ level: '2', at: '3' })
    await home.page.keyboard.press('End')
    await expect.poll(async () => (await active()).at).toBe(String(MANY_SPANS + 1))
    expect(await home.page.locator('.span-row').count()).toBeLessThanOrEqual(MOST_ROWS)
  })

  it('13: a span of megabytes is shown in part, says so, and offers all of it', async () => {
    await open(`traces/${home.made.big.id}`)
    const whole = home.page.getByRole('link', { name: text('trace.downloadWhole') })
    // To map and write so much takes a busy machine long.
    await whole.waitFor({ timeout: 120_000 })
    expect(await home.page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3_000)
    const answer = await home.page.request.get(new URL((await whole.getAttribute('href')) ?? '', home.product.url).href)
    expect((await answer.body()).byteLength).toBeGreaterThan(25_000_000)
  })

  it('14, 15, 16, 28, 48: a conversation shows tools with results, folds reasoning, fetches nothing foreign, runs nothing', async () => {
    await open(`traces/${home.made.chat.id}?span=${idOf('F-CHAT call', 8)}`)
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
    await reasoning.waitFor()
    await panel().getByText(text('trace.message.cutShort')).waitFor()
    const direction = (words: string) =>
      panel()
        .getByText(words)
        .first()
        .evaluate((element) => getComputedStyle(element).direction)
    expect(await direction('می‌گوید')).toBe('rtl')
    expect(await direction('The weather is fine.')).toBe('ltr')
    expect(await home.page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(await panel().locator('a[href^="javascript"]').count()).toBe(0)
    await panel()
      .getByRole('button', { name: text('trace.tool.jump') })
      .first()
      .click()
    await home.page.waitForURL(`**span=${idOf('F-CHAT weather', 8)}**`)
  })

  it('a text is drawn once, as it stays: nothing moves what a reader is about to press', async () => {
    const own = await visit(home.browser, home.product.url, LIGHT)
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
    await own.page.goto(`${home.product.url}${P}/traces/${home.made.chat.id}?span=${idOf('F-CHAT call', 8)}`)
    await (await chunk).finished()
    await own.page.locator('code', { hasText: 'temp=21' }).waitFor()
    expect(await own.page.locator('[data-first-drawn]').count()).toBe(1)
    await own.context.close()
  })

  it('56: draws a second root, a child that outlives its parent, and a span whose parent never came', async () => {
    await open(`traces/${home.made.orphan.id}`)
    await row(home.made.orphan, 'lost').waitFor()
    expect(await home.page.locator('.span-row').count()).toBe(4)
    await home.page.getByText(text('trace.notice.orphans_one').replace('{{n}}', '1')).waitFor()
    expect(await row(home.made.orphan, 'lost').getByTitle(text('trace.detached.orphan')).count()).toBe(1)
    expect(await row(home.made.orphan, 'late').locator('.bg-warning-mark').count()).toBe(1)
    expect(await row(home.made.orphan, 'root').getAttribute('aria-level')).toBe('1')
    expect(await row(home.made.orphan, 'root2').getAttribute('aria-level')).toBe('1')
  })

  it('57: says what the trace waited for', async () => {
    await open(`traces/${home.made.twin.id}`)
    await home.page.getByRole('button', { name: text('trace.path.name') }).click()
    await expect.poll(() => home.page.locator('[data-path]').count()).toBeGreaterThan(2)
    expect(await home.page.getByTestId('critical-path').textContent()).toContain('80% in 1 × Agent')
  })

  it('59: the search counts, walks and filters its matches, and Esc ends it', async () => {
    await open(`traces/${home.made.loop.id}`)
    const field = home.page.getByRole('textbox', { name: text('trace.searchLabel') })
    await field.fill('act')
    await field.press('Enter')
    await home.page.getByText(`1 of ${TURNS}`).waitFor()
    await field.press('Enter')
    await home.page.getByText(`2 of ${TURNS}`).waitFor()
    await field.press('Shift+Enter')
    await home.page.getByText(`1 of ${TURNS}`).waitFor()
    await home.page.getByRole('button', { name: text('trace.onlyMatches') }).click()
    const rowCount = () => grid().getAttribute('aria-rowcount')
    await expect.poll(rowCount).toBe(String(TURNS + 2))
    await field.press('Escape')
    await expect.poll(rowCount).toBe(String(TURNS * 2 + 2))
  })

  it('60: e walks every failed span once, opening what hides it', async () => {
    await open(`traces/${home.made.errors.id}`)
    await grid().focus()
    await home.page.keyboard.press('Home')
    await home.page.keyboard.press('ArrowLeft')
    const seen: string[] = []
    for (let n = 0; n < 3; n += 1) {
      await home.page.keyboard.press('e')
      await home.page.waitForFunction(
        (before) => new URL(location.href).searchParams.get('span') !== before,
        seen.at(-1) ?? null,
      )
      seen.push(new URL(home.page.url()).searchParams.get('span') ?? '')
    }
    expect(seen).toEqual(['one', 'two', 'three'].map((as) => idOf(`F-ERR ${as}`, 8)))
  })

  it('61: every picture of a trace keeps the selected span', async () => {
    const chosen = idOf('F-CHAT mail', 8)
    await open(`traces/${home.made.chat.id}?span=${chosen}`)
    for (const mode of ['tree', 'transcript', 'graph', 'log', 'waterfall']) {
      await home.page.getByRole('button', { name: text(`trace.mode.${mode}`), exact: true }).click()
      await home.page
        .locator('[aria-current=true], [aria-selected=true], [aria-pressed=true]')
        .filter({ hasText: 'mail' })
        .first()
        .waitFor()
      expect(new URL(home.page.url()).searchParams.get('span')).toBe(chosen)
      expect(await seriousFaults(home.page)).toEqual([])
    }
  })

  it('62: a loop of forty turns is three nodes with their counts', async () => {
    await open(`traces/${home.made.loop.id}?mode=graph`)
    const graph = home.page.getByRole('region', { name: text('trace.mode.graph') })
    await graph.getByRole('button').first().waitFor()
    expect(await graph.getByRole('button').count()).toBe(3)
    expect(await graph.getByText(`×${TURNS}`).count()).toBeGreaterThanOrEqual(2)
    const act = graph.getByRole('button', { name: /act/ })
    await act.focus()
    await home.page.keyboard.press('Enter')
    await home.page.waitForURL(`**span=${idOf('F-CYCLE act0', 8)}**`)
  })

  it('54: zoom by keys stands in the URL, and 0 fits the trace again', async () => {
    await open(`traces/${home.made.loop.id}`)
    await grid().focus()
    await home.page.keyboard.press('+')
    await home.page.waitForURL(/zoom=/)
    await home.page.reload()
    await grid().focus()
    await home.page.keyboard.press('0')
    await home.page.waitForURL((url) => !url.searchParams.has('zoom'))
  })

  it('64: two traces are aligned by structure, the first difference is marked, equal ones have none', async () => {
    await open(`compare?a=${home.made.twin.id}&b=${home.made.other.id}`)
    const steps = home.page.getByRole('table', { name: text('compare.steps') })
    await steps.getByText(text('compare.first')).waitFor()
    expect(
      await steps.locator('[data-differs]').evaluateAll((all) => all.map((one) => one.getAttribute('data-differs'))),
    ).toEqual(['no', 'no', 'missing', 'no'])
    expect(await seriousFaults(home.page)).toEqual([])
    await steps.getByRole('button', { name: 'execute_tool search' }).click()
    await home.page.getByText(text('compare.same')).first().waitFor()
    await open(`compare?a=${home.made.twin.id}&b=${home.made.twin.id}`)
    await home.page.getByTestId('divergence').getByText(text('compare.alike_other').replace('{{n}}', '3')).waitFor()
  })

  it('keys of the selected span show what went in and out, its attributes and scores, and copy it', async () => {
    await home.visited.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const path = `traces/${home.made.chat.id}?span=${idOf('F-CHAT call', 8)}`
    await open(`${path}&tab=attributes`)
    const content = panel().getByRole('region', { name: text('trace.spanContent') })
    const selected = (tab: string) =>
      panel()
        .getByRole('tab', { name: text(`trace.tab.${tab}`), selected: true })
        .waitFor()
    const ends = () =>
      content.evaluate((box) => [box.scrollTop === 0, box.scrollHeight - box.clientHeight - box.scrollTop < 2])
    await selected('attributes')
    await home.page.keyboard.press('o')
    await selected('preview')
    await expect.poll(ends).toEqual([false, true])
    await home.page.keyboard.press('i')
    await expect.poll(ends).toEqual([true, false])
    await home.page.keyboard.press('m')
    await selected('attributes')
    await home.page.keyboard.press('a')
    await selected('scores')
    await panel().getByLabel(text('trace.score.name')).fill('moi')
    await selected('scores')
    await grid().focus()
    await home.page.keyboard.press('i')
    await selected('preview')
    await grid().focus()
    await home.page.keyboard.press('n')
    const note = panel().getByLabel(text('trace.score.note'))
    await expect.poll(() => note.evaluate((field) => field === document.activeElement)).toBe(true)
    await home.page.keyboard.type('asked twice')
    await home.page.keyboard.press('Enter')
    await panel().getByRole('cell', { name: 'asked twice' }).waitFor()
    await expect.poll(() => note.inputValue()).toBe('asked twice')
    expect(await note.evaluate((field) => field === document.activeElement)).toBe(true)
    await grid().focus()
    const clipboard = () => home.page.evaluate(() => navigator.clipboard.readText())
    await home.page.keyboard.press('c')
    await expect.poll(clipboard).toContain('The weather is fine.')
    await home.page.keyboard.press('Shift+C')
    await expect.poll(clipboard).toMatch(new RegExp(`^${home.product.url}/span/${idOf('F-CHAT call', 8)}[?]tz=[A-Z]`))
    await panel()
      .getByRole('status')
      .filter({ hasText: text('trace.copied') })
      .waitFor()
  })
}
