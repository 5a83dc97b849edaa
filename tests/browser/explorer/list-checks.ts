import type { TraceListAnswer } from '@vitrine/schemas/api'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { idOf } from '../../../scripts/bench/ux-traces.mjs'
import { countedLine, LIGHT, seriousFaults, visit } from '../../support/browser.ts'
import { type ExplorerHome, P } from './home.ts'

/** Of the lists of traces, spans, calls and tools. */
export function listChecks(home: ExplorerHome): void {
  const { text, open, panel, rows, names, resultLine } = home

  it('5: a list opens from its URL in another browser as it was', async () => {
    await open('traces?q=status:error&sort=-duration&cols=name,duration,errors&density=m')
    await rows().first().waitFor()
    await names().first().click()
    await home.page.waitForURL(/peek=/)
    const stateOf = async (one: Page) => {
      await one.getByRole('treegrid').waitFor()
      await one.locator('[data-row]').first().waitFor()
      return {
        names: await one.locator('[data-row] [data-row-link]').allInnerTexts(),
        head: await one
          .getByRole('table', { name: text('list.scope.traces') })
          .getByRole('columnheader')
          .allInnerTexts(),
        line: await countedLine(one),
        peek: await one.getByTestId('peek-position').textContent(),
      }
    }
    const mine = await stateOf(home.page)
    const second = await visit(home.browser, home.product.url, LIGHT)
    await second.page.goto(home.page.url())
    expect(await stateOf(second.page)).toEqual(mine)
    await second.context.close()
  })

  it('6, 7: a peek walks the sorted list, and Back closes it', async () => {
    await open('traces?sort=-duration')
    await rows().nth(3).waitFor()
    const listed = await home.product.api<TraceListAnswer>('/traces?sort=-duration&limit=4')
    await names().first().click()
    const position = home.page.getByTestId('peek-position')
    await position.getByText(/^1 of/).waitFor()
    for (const [at, trace] of listed.traces.slice(1, 4).entries()) {
      await home.page.keyboard.press('j')
      await home.page.waitForURL(`**peek=${trace.trace_id}**`)
      await position.getByText(new RegExp(`^${at + 2} of`)).waitFor()
    }
    await home.page.keyboard.press('k')
    await position.getByText(/^3 of/).waitFor()
    await home.page.goBack()
    await home.page.waitForURL((url) => !url.searchParams.has('peek'))
    await rows().first().waitFor()
  })

  it('8, 10: query bar, facets, chips and URL say the same filter', async () => {
    await open('traces')
    await rows().first().waitFor()
    await home.page
      .getByRole('complementary')
      .getByRole('button', { name: /^error/ })
      .first()
      .click()
    await home.page.waitForURL(/q=status:error/)
    const bar = home.page.getByRole('combobox', { name: text('list.queryLabel') })
    await expect.poll(() => bar.inputValue()).toBe('status:error')
    await resultLine()
      .getByText(/^\d+ of \d+ traces/)
      .waitFor()
    await home.page
      .getByRole('list', { name: text('list.activeFilters') })
      .getByRole('button')
      .first()
      .click()
    await home.page.waitForURL((url) => !url.searchParams.has('q'))
    await expect.poll(() => bar.inputValue()).toBe('')
  })

  it('9: a filter that cannot be read is said in place and changes nothing', async () => {
    await open('traces')
    await rows().first().waitFor()
    const before = await countedLine(home.page)
    const bar = home.page.getByRole('combobox', { name: text('list.queryLabel') })
    await bar.fill('modle:x')
    await home.page
      .getByRole('alert')
      .getByText(/did you mean/)
      .waitFor()
    await bar.press('Enter')
    expect(new URL(home.page.url()).searchParams.has('q')).toBe(false)
    expect(await countedLine(home.page)).toBe(before)
    await bar.press('Escape')
    expect(await bar.inputValue()).toBe('')
  })

  it('12: a part that fails says so in place, leaves the others alone, and recovers', async () => {
    await home.page.route('**/api/v1/facets**', (route) => route.fulfill({ status: 500, body: 'broken' }))
    await open('traces')
    await home.page.getByText(text('list.facetsFailed')).waitFor()
    await rows().first().waitFor()
    await home.page.unroute('**/api/v1/facets**')
    await home.page.getByRole('button', { name: text('common.retry') }).click()
    await home.page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor()
  })

  it('67: a facet is searched by the server', async () => {
    await open('traces')
    const facets = home.page.getByRole('complementary')
    await facets
      .getByRole('button', { name: /more values/ })
      .last()
      .click()
    await facets.getByRole('searchbox').fill('chat-39')
    await facets.getByRole('button', { name: /^chat-39/ }).waitFor()
  })

  it('69: a view is saved, shows that it was changed, and is put back', async () => {
    await open('traces?q=status:error')
    const menu = () => home.page.getByRole('main').getByRole('button', { name: /Views|mine/ })
    await menu().click()
    await home.page.getByRole('textbox', { name: text('list.viewName') }).fill('mine')
    await home.page.getByRole('button', { name: text('list.viewNew'), exact: true }).click()
    await home.page.waitForURL(/view=/)
    await home.page.getByRole('button', { name: text('list.column.duration') }).click()
    await menu().click()
    await home.page.getByRole('button', { name: text('list.viewReset') }).click()
    await home.page.waitForURL((url) => !url.searchParams.has('sort') && url.searchParams.get('q') === 'status:error')
    await home.page.keyboard.press('Escape')
    const colleague = await visit(home.browser, home.product.url, LIGHT)
    await colleague.page.goto(`${home.product.url}${P}/traces`)
    await colleague.page
      .getByRole('main')
      .getByRole('button', { name: text('list.views') })
      .click()
    await colleague.page.getByRole('button', { name: 'mine', exact: true }).click()
    await colleague.page.waitForURL((url) => url.searchParams.get('q') === 'status:error')
    await colleague.context.close()
  })

  it('70: columns are hidden, moved and put back', async () => {
    await open('traces')
    await rows().first().waitFor()
    await home.page.getByRole('button', { name: text('list.columns') }).click()
    const dialog = home.page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: text('list.column.input') }).click()
    await home.page.waitForURL(/cols=/)
    await dialog
      .getByRole('button', { name: text('list.columnEarlier').replace('{{name}}', text('list.column.name')) })
      .click()
    const table = home.page.getByRole('table', { name: text('list.scope.traces'), includeHidden: true })
    const heads = await table.getByRole('columnheader', { includeHidden: true }).allInnerTexts()
    expect(heads).not.toContain(text('list.column.input'))
    expect(heads.indexOf(text('list.column.name'))).toBeLessThan(heads.indexOf(text('list.column.start')))
    await dialog.getByRole('button', { name: text('list.columnsReset') }).click()
    await home.page.waitForURL((url) => !url.searchParams.has('cols'))
    await home.page.keyboard.press('Escape')
  })

  it('70: columns are widened and pinned by pointer and by keys, kept in the URL, and undone by the way back', async () => {
    await open('traces')
    await rows().first().waitFor()
    const head = home.page.locator('[data-column="output"]')
    const widthOf = async () => Math.round((await head.boundingBox())?.width ?? 0)
    const before = await widthOf()
    const edge = await head.locator('[data-column-edge]').boundingBox()
    if (edge === null) throw new Error('the column has no edge to be dragged')
    await home.page.mouse.move(edge.x + 4, edge.y + 4)
    await home.page.mouse.down()
    await home.page.mouse.move(edge.x + 124, edge.y + 4, { steps: 4 })
    await home.page.mouse.up()
    await home.page.waitForURL((url) => url.searchParams.get('cols')?.includes(`output:${before + 120}`) === true)
    await expect.poll(widthOf).toBe(before + 120)
    await home.page.reload()
    await rows().first().waitFor()
    expect(await widthOf()).toBe(before + 120)
    await home.page.goBack()
    await home.page.waitForURL((url) => !url.searchParams.has('cols'))
    await expect.poll(widthOf).toBe(before)

    await home.page.getByRole('button', { name: text('list.columns') }).focus()
    await home.page.keyboard.press('Enter')
    const press = async (key: string) => {
      const name = text(key).replace('{{name}}', text('list.column.name'))
      await home.page.getByRole('dialog').getByRole('button', { name, exact: true }).focus()
      await home.page.keyboard.press('Enter')
    }
    await press('list.columnPin')
    await home.page.waitForURL(/cols=name:pin,/)
    await press('list.columnWider')
    await home.page.waitForURL(/cols=name:\d+:pin,/)
    await home.page.keyboard.press('Escape')
    const name = home.page.locator('[data-column="name"]')
    const at = (await name.boundingBox())?.x
    await home.page.locator('[data-list]').evaluate((list) => {
      list.scrollLeft = 400
    })
    expect((await name.boundingBox())?.x).toBe(at)
    expect(await seriousFaults(home.page)).toEqual([])
  })

  it('36: two picked rows can be compared, and all that match can be picked', async () => {
    await open('traces?scope=tools')
    await rows().nth(1).waitFor()
    await home.page.getByRole('checkbox').nth(0).click()
    await home.page.getByRole('checkbox').nth(1).click()
    await home.page.getByRole('link', { name: text('list.compare') }).waitFor()
    const { n } = await home.product.api<{ n: number }>('/count?scope=spans&q=kind:tool')
    await home.page
      .getByRole('button', { name: text('list.selectMatching_other').replace('{{n}}', n.toLocaleString('en')) })
      .click()
    await home.page.getByText(text('list.selected_other').replace('{{n}}', n.toLocaleString('en'))).waitFor()
  })

  it.each([
    ['spans', 'spans', ''],
    ['calls', 'spans', 'has:call'],
    ['tools', 'spans', 'kind:tool'],
  ])('lists %s with the number of the API', async (scope, unit, q) => {
    const { n } = await home.product.api<{ n: number }>(`/count?scope=${unit}&q=${encodeURIComponent(q)}`)
    await open(`traces?scope=${scope}`)
    await rows().first().waitFor()
    await resultLine()
      .getByText(new RegExp(`^${n.toLocaleString('en')} `))
      .waitFor()
    expect(await seriousFaults(home.page)).toEqual([])
  })

  it('113: groups add up to the whole', async () => {
    await open('traces?scope=tools&group=tool')
    const table = home.page.getByRole('table')
    await table.getByRole('row').nth(2).waitFor()
    const spans = await table
      .locator('tbody tr td:nth-of-type(1) data')
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute('value'))))
    const { n } = await home.product.api<{ n: number }>('/count?scope=spans&q=kind:tool')
    expect(spans.reduce((sum, one) => sum + one, 0)).toBe(n)
    expect(await seriousFaults(home.page)).toEqual([])
  })

  it('75: an empty list says why, and which part of the filter to leave out', async () => {
    await open('traces?q=status:error%20user:nobody')
    await home.page.getByText(text('list.empty.filter')).waitFor()
    await home.page.getByRole('button', { name: /Without user:nobody/ }).click()
    await rows().first().waitFor()
  })

  it('a search for words shows the place, and leads to the span and the place in it', async () => {
    await open('traces?q=mailbox')
    const match = home.page.locator('[data-match]').first()
    await match.getByText('mailbox', { exact: true }).waitFor()
    expect(await match.textContent()).toBe('mailbox is locked · chat gpt-4o')
    expect(await home.page.getByRole('columnheader', { name: text('list.column.match') }).count()).toBe(1)
    await names().first().click()
    await home.page.waitForURL(`**span=${idOf('F-CHAT call', 8)}**`)
    const place = () => home.page.getByTestId('found-bar').getByText('1 of 1')
    await place().waitFor()
    await panel().getByText('mailbox is locked').waitFor()
    const marked = () =>
      home.page.evaluate(() =>
        [...(CSS.highlights.get('found-here') ?? [])].map((range) => {
          if (!(range instanceof Range)) return ''
          const box = range.getBoundingClientRect()
          const at = document.elementFromPoint(box.x + 1, box.y + 1)
          return at?.textContent?.includes('mailbox is locked') === true ? range.toString() : 'out of sight'
        }),
      )
    expect(await marked()).toEqual(['mailbox'])
    expect(await seriousFaults(home.page)).toEqual([])
    await home.page.getByRole('link', { name: text('list.openWhole') }).click()
    await home.page.waitForURL(/find=mailbox/)
    await place().waitFor()
    await expect.poll(marked).toEqual(['mailbox'])
  })

  it('a word that stands in an attribute says so, and shows it there', async () => {
    await open('traces?scope=tools&q=execute')
    await names().first().click()
    const bar = home.page.getByTestId('found-bar')
    await bar.getByText('gen_ai.operation.name').waitFor()
    await bar.getByRole('button', { name: text('trace.found.show') }).click()
    await home.page.waitForURL(/tab=attributes/)
    await bar.getByText(/^“execute”: place 1 of/).waitFor()
  })

  it('87, 89: single keys are for typing first, and the palette opens whatever id is pasted', async () => {
    await open('traces')
    const bar = home.page.getByRole('combobox', { name: text('list.queryLabel') })
    await bar.fill('')
    await bar.pressSequentially('gs?')
    expect(await home.page.getByRole('dialog').count()).toBe(0)
    expect(await bar.inputValue()).toBe('gs?')
    await bar.press('Escape')
    const paste = async (words: string) => {
      await home.page.keyboard.press('Control+k')
      const field = home.page.getByRole('dialog').getByRole('searchbox')
      await field.fill(words)
      return home.page.getByRole('dialog').getByRole('option')
    }
    await (await paste(home.made.chat.id)).first().click()
    await home.page.waitForURL(`**/traces/${home.made.chat.id}`)
    await (await paste('long talk')).filter({ hasText: 'Open the session' }).first().click()
    await home.page.waitForURL('**/sessions/long%20talk')
    await (await paste('user-3')).filter({ hasText: 'Open the user' }).first().click()
    await home.page.waitForURL('**/users/user-3')
    await (await paste(idOf('F-CHAT call', 8))).first().click()
    await home.page.waitForURL(`**/traces/${home.made.chat.id}?span=**`)
  })
}
