import { readFile } from 'node:fs/promises'
import type { CountAnswer, SpanListAnswer } from '@vitrine/schemas/api'
import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { idOf, send, spanOf, traceOf } from '../../scripts/bench/ux-traces.mjs'
import { chromiumPath, type Look, seriousFaults, visit } from '../support/browser.ts'
import { browserHome } from '../support/browser-home.ts'
import { ADMIN_KEY, PROJECT_KEY } from '../support/product.ts'
import { pendingChecks } from './lists/pending-checks.ts'
import { LONG, TENANTS, tellSpecial } from './special-traffic.ts'
import { sendTraffic } from './traffic.ts'

/** What a list is besides its rows; the numbers are those of docs/ux-checks.md. */
const chromium = chromiumPath()
const LOOK: Look = { name: 'light', theme: 'light', language: 'en' }
const P = '/p/default~1'

describe.skipIf(chromium === undefined)('lists', () => {
  const home = browserHome({
    chromium,
    look: LOOK,
    fill: async (product) => {
      await sendTraffic(product, Date.now())
      await tellSpecial(product)
    },
  })
  const { text } = home
  const open = (path: string) => home.page.goto(`${home.product.url}${P}/${path}`)
  const list = () => home.page.locator('[data-list]')
  const rows = () => home.page.locator('[data-row]')
  const names = () => home.page.locator('[data-row] [data-row-link]')
  const bar = () => home.page.getByRole('combobox', { name: text('list.queryLabel') })
  const param = (name: string) => new URL(home.page.url()).searchParams.get(name)

  async function tell(name: string, agoMs = 500): Promise<void> {
    const trace = traceOf(`F-TELL ${name}`, Date.now() - agoMs)
    await send(home.product.otlp, PROJECT_KEY, [spanOf(trace, name, { lasts: 10 })])
    await home.product.drained()
  }

  it('111: any attribute becomes a column, from its menu and by its name', async () => {
    const trace = traceOf('F-TENANT 0', 0)
    await open(`traces/${trace.id}?span=${idOf('F-TENANT 0 work', 8)}&tab=attributes`)
    const menu = text('trace.attributeMenu.open').replace('{{name}}', 'tenant.id')
    await home.page.getByRole('button', { name: menu }).click()
    await home.page.getByRole('menuitem', { name: text('trace.attributeMenu.column') }).click()
    await home.page.waitForURL('**/traces?*cols=*attr.tenant.id*')
    await home.page.getByRole('columnheader', { name: 'tenant.id', exact: true }).waitFor()
    await bar().fill('name:work')
    await bar().press('Enter')
    const cells = async (id: string) => {
      const at = await home.page
        .getByRole('columnheader')
        .evaluateAll((all, column) => all.findIndex((one) => one.getAttribute('data-column') === column), id)
      return await rows().evaluateAll((all, n) => all.map((row) => row.children[n]?.textContent), at)
    }
    const { spans } = await home.product.api<SpanListAnswer>('/spans?q=name:work&sort=-start')
    const tenants = spans.map((_, at) => TENANTS[at % TENANTS.length])
    await expect.poll(() => cells('attr.tenant.id')).toEqual(tenants)
    await home.page.getByRole('button', { name: text('list.columns') }).click()
    await home.page.getByRole('textbox', { name: text('list.columnAttribute') }).fill('odd:key,of mine')
    await home.page.keyboard.press('Enter')
    await home.page.getByRole('columnheader', { name: 'odd:key,of mine', exact: true }).waitFor()
    expect(await seriousFaults(home.page)).toEqual([])
    await home.page.reload()
    await expect.poll(() => cells('attr.odd%3Akey%2Cof%20mine')).toEqual(spans.map((_, at) => `n${at}`))
    await open('traces?q=name:work&cols=name,attr.tenant.id')
    await expect.poll(() => cells('attr.tenant.id')).toEqual(tenants)
  })

  it('114: a file holds all that match, in letters and digits as they are', async () => {
    await open('traces?scope=tools&q=name:work')
    const download = async (kind: string) => {
      await home.page.getByRole('button', { name: text('list.export') }).click()
      const saved = home.page.waitForEvent('download')
      await home.page.getByRole('menuitem', { name: text(`list.exportAs.${kind}`) }).click()
      return await readFile(await (await saved).path())
    }
    const { spans } = await home.product.api<SpanListAnswer>('/spans?q=kind:tool%20name:work&limit=1000')
    const lines = (await download('jsonl')).toString('utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(spans)
    const table = (await download('csv')).toString('utf8').trimEnd().split('\r\n')
    expect(table[0]).toMatch(/^\uFEFFtrace_id,span_id,/)
    expect(table.slice(1).map((row) => row.split(',')[1])).toEqual(spans.map((span) => span.span_id))
    expect(table.join('\n')).toContain('علی (12)')
    const columns = await download('parquet')
    expect([columns.subarray(0, 4).toString(), columns.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
  })

  it.each(['', 'status:error', 'user:user-3', 'has(kind:tool status:error)'])(
    '68: the strip counts what the list counts under %j',
    async (q) => {
      await open(`traces?range=7d&q=${encodeURIComponent(q)}`)
      const { n } = await home.product.api<CountAnswer>(`/count?scope=traces&q=${encodeURIComponent(q)}`)
      const bars = home.page.getByTestId('pulse').locator('[data-value]')
      const sum = () =>
        bars.evaluateAll((all) => all.reduce((total, one) => total + Number(one.getAttribute('data-value')), 0))
      await expect.poll(sum).toBe(n)
      await home.page
        .getByTestId('result-line')
        .getByText(new RegExp(`^${n} `))
        .waitFor()
    },
  )

  it('103: the strip is zoomed by keys as by a drag', async () => {
    await open('traces?range=6h')
    const strip = home.page.getByTestId('pulse')
    await strip.locator('[data-value]').first().waitFor()
    await strip.focus()
    for (const key of ['End', 'ArrowLeft', 'ArrowLeft', 'Enter']) await home.page.keyboard.press(key)
    await home.page.waitForURL(/from=/)
    const hours = (Date.parse(param('to') ?? '') - Date.parse(param('from') ?? '')) / 3_600_000
    expect(hours).toBeGreaterThan(0)
    expect(hours).toBeLessThan(1)
  })

  it('71, 74: row heights and reading again leave the row at the top, the focus and what is picked', async () => {
    await open('traces')
    await rows().nth(10).waitFor()
    await list().evaluate((element) => element.scrollTo({ top: 34 * 40 }))
    const top = () =>
      list().evaluate((element) => {
        const edge = element.getBoundingClientRect().top + 32
        const row = [...element.querySelectorAll('[data-row]')].find(
          (one) => one.getBoundingClientRect().bottom > edge + 1,
        )
        return row?.querySelector('[data-row-link]')?.getAttribute('href')
      })
    await home.page.locator('[data-row="41"]').waitFor()
    const before = await top()
    await home.page.getByRole('button', { name: text('list.columns') }).click()
    await home.page.getByRole('radio', { name: text('list.densities.m') }).click({ force: true })
    await home.page.waitForURL(/density=m/)
    await expect.poll(top).toBe(before)
    await home.page.keyboard.press('Escape')
    const picked = home.page.locator('[data-row="41"]').getByRole('checkbox')
    await picked.click()
    await home.page.locator('[data-row="42"] [data-row-link]').focus()
    const focused = () => home.page.evaluate(() => document.activeElement?.getAttribute('href'))
    const href = await focused()
    await home.page.evaluate(() => {
      new MutationObserver(() => {
        if (document.querySelector('main .vitrine-skeleton') !== null) document.body.dataset.flashed = 'yes'
      }).observe(document.body, { subtree: true, childList: true })
    })
    const answered = home.page.waitForResponse(/\/api\/v1\/traces\?/)
    await home.page.keyboard.press('r')
    await (await answered).finished()
    await expect.poll(top).toBe(before)
    expect(await focused()).toBe(href)
    expect(await picked.isChecked()).toBe(true)
    expect(await home.page.evaluate(() => document.body.dataset.flashed)).toBeUndefined()
  })

  it('105: what changes with every poll speaks at most once in five seconds', async () => {
    const own = await visit(home.browser, home.product.url, LOOK)
    await own.page.clock.install()
    await own.page.addInitScript(() => {
      const said: [number, string][] = []
      Object.assign(globalThis, { said })
      new MutationObserver(() => {
        const words = [...document.querySelectorAll('main [role=status]')].map((one) => one.textContent).join(' ')
        if (words.trim() !== '' && words !== said.at(-1)?.[1]) said.push([Date.now(), words])
      }).observe(document, { subtree: true, childList: true, characterData: true })
    })
    await own.page.goto(`${home.product.url}${P}/traces?q=name:spoken*`)
    await own.page.getByText(text('list.empty.filter')).waitFor()
    await own.page.keyboard.press('l')
    const line = own.page.getByTestId('result-line')
    for (const n of [1, 2, 3, 4, 5, 6]) {
      await tell(`spoken ${n}`)
      await own.page.clock.runFor(2_000)
      await line.getByText(new RegExp(`^${n} of`)).waitFor()
    }
    await own.page.clock.runFor(5_000)
    const said = await own.page.evaluate(() => (globalThis as unknown as { said: [number, string][] }).said)
    const pauses = said.slice(1).map(([atMs], at) => atMs - (said[at]?.[0] ?? 0))
    expect(said.at(-1)?.[1]).toMatch(/^6 of/)
    expect(pauses.length).toBeGreaterThan(1)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5_000)
    await own.context.close()
  })

  it('88: a word that is being composed is neither committed, reverted nor broken', async () => {
    await open('traces')
    await bar().focus()
    const debug = await home.visited.context.newCDPSession(home.page)
    const compose = (words: string) =>
      debug.send('Input.imeSetComposition', { text: words, selectionStart: words.length, selectionEnd: words.length })
    await compose('سل')
    await compose('سلا')
    for (const key of ['Enter', 'Escape', 'ArrowDown'])
      await bar().evaluate((field, pressed) => {
        field.dispatchEvent(
          new KeyboardEvent('keydown', { key: pressed, isComposing: true, bubbles: true, cancelable: true }),
        )
      }, key)
    expect([await bar().inputValue(), param('q')]).toEqual(['سلا', null])
    await compose('سلام')
    await debug.send('Input.insertText', { text: 'سلام' })
    expect(await bar().inputValue()).toBe('سلام')
    await bar().press('Enter')
    await home.page.waitForURL((url) => url.searchParams.get('q') === 'سلام')
    await debug.detach()
  })

  it('94: a range is typed as a length, a word, or days of either calendar; what is wrong says why', async () => {
    await open('traces')
    const range = home.page.getByRole('group', { name: text('time.label') })
    const type = async (words: string) => {
      await range.getByRole('button').nth(1).click()
      const field = home.page.getByRole('textbox', { name: text('time.typed') })
      await field.fill(words)
      await field.press('Enter')
      return home.page.getByRole('dialog')
    }
    await type('45m')
    await home.page.waitForURL(/range=45m/)
    const days = async (words: string) => {
      await type(words)
      await home.page.waitForURL(/from=/)
      return [param('from'), param('to')]
    }
    const gregorian = await days('2026-11-01..2026-11-03')
    await type('7d')
    await home.page.waitForURL(/range=7d/)
    expect(await days('۱۴۰۵/۰۸/۱۰..۱۴۰۵/۰۸/۱۲')).toEqual(gregorian)
    await (await type('1405/07/31..1405/08/02'))
      .getByText(text('time.typedWrong.day').replace('{{what}}', '1405/07/31'))
      .waitFor()
    expect([param('from'), param('to')]).toEqual(gregorian)
    await home.page.keyboard.press('Escape')
  })

  it('117: a long name is cut at its logical end, and its whole stands under the focus', async () => {
    await open('traces?q=attr.length:long')
    await rows().nth(1).waitFor()
    for (const [dir, whole] of Object.entries(LONG)) {
      const link = names().filter({ hasText: whole })
      const style = await link.evaluate((element) => {
        const { direction, textOverflow } = getComputedStyle(element)
        return {
          direction,
          textOverflow,
          isCut: element.scrollWidth > element.clientWidth,
          start: startIsSeen(element),
        }
        function startIsSeen(of: Element): boolean {
          const range = document.createRange()
          const first = document.createTreeWalker(of, NodeFilter.SHOW_TEXT).nextNode()
          if (first === null) return false
          range.setStart(first, 0)
          range.setEnd(first, 1)
          const [letter, box] = [range.getBoundingClientRect(), of.getBoundingClientRect()]
          return letter.left >= box.left - 1 && letter.right <= box.right + 1
        }
      })
      expect(style).toEqual({ direction: dir, textOverflow: 'ellipsis', isCut: true, start: true })
      expect(await link.getAttribute('title')).toBe(whole)
    }
    await home.page.keyboard.press('j')
    const first = (await names().first().getAttribute('title')) ?? ''
    await home.page.getByTestId('full-text').getByText(first, { exact: true }).waitFor()
    await home.page.keyboard.press('j')
    const second = (await names().nth(1).getAttribute('title')) ?? ''
    await home.page.getByTestId('full-text').getByText(second, { exact: true }).waitFor()
    expect(new Set([first, second])).toEqual(new Set(Object.values(LONG)))
  })

  it('120: of layers, Escape closes the topmost alone, and the focus goes back to where it was', async () => {
    const { page } = home
    await open('traces')
    await names().nth(1).click()
    await page.getByTestId('peek-position').getByText(/^2 of/).waitFor()
    const focusOf = (what: Locator) => what.evaluate((element) => element.contains(document.activeElement))
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: text('shortcuts.title') }).focus()
    await page.keyboard.press('Control+k')
    await dialog.getByRole('searchbox').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(param('peek')).not.toBeNull()
    expect(await focusOf(page.getByRole('button', { name: text('shortcuts.title') }))).toBe(true)
    await page.getByRole('button', { name: text('preferences.theme') }).click()
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    expect(param('peek')).not.toBeNull()
    // The button's own tooltip is a layer as well: away from it the peek is the topmost.
    await page.getByRole('treegrid').focus()
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => !url.searchParams.has('peek'))
    await expect.poll(() => focusOf(rows().nth(1))).toBe(true)
    await rows().nth(0).getByRole('checkbox').click()
    const add = page.getByRole('button', { name: text('trace.addToDataset') })
    await add.click()
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await focusOf(add)).toBe(true)
    expect(await rows().nth(0).getByRole('checkbox').isChecked()).toBe(true)
  })

  it('122: what one project or reader chose is not seen in another', async () => {
    const { page } = home
    const { id } = await home.product.api<{ id: string; key: string }>('/projects', {
      key: ADMIN_KEY,
      body: { name: 'other' },
    })
    await open('traces?q=user:user-3&cols=name,cost&density=m&sort=-cost&range=7d')
    await page.getByRole('button', { name: text('list.views') }).click()
    await page.getByRole('textbox', { name: text('list.viewName') }).fill('only here')
    await page.getByRole('button', { name: text('list.viewNew'), exact: true }).click()
    await page.waitForURL(/view=/)
    await page.getByRole('button', { name: text('preferences.theme') }).click()
    await page
      .getByRole('menuitemradio', { name: text('preferences.themes.dark') })
      .or(page.getByRole('menuitem', { name: text('preferences.themes.dark') }))
      .click()
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    await page.getByRole('button', { name: text('shell.projectNamed').replace('{{name}}', 'default') }).click()
    await page.getByRole('menuitem', { name: 'other' }).click()
    await page.waitForURL(`**/p/${encodeURIComponent(id)}/overview*`)
    expect(new URL(page.url()).search).toBe('')
    const listed = page.waitForResponse(/\/api\/v1\/views\?/)
    await page.goto(`${home.product.url}/p/${encodeURIComponent(id)}/traces`)
    await (await listed).finished()
    await page.getByRole('button', { name: text('list.views') }).click()
    await page.getByRole('button', { name: text('list.view.errors') }).waitFor()
    expect(await page.getByRole('button', { name: 'only here' }).count()).toBe(0)
    const stranger = await home.browser.newPage()
    await stranger.goto(`${home.product.url}${P}/traces`)
    await stranger.locator('[data-row]').first().waitFor()
    expect(new URL(stranger.url()).search).toBe('')
    expect(await stranger.locator('html').getAttribute('data-theme')).toBe('light')
    await stranger.close()
  })

  pendingChecks(home)
})
