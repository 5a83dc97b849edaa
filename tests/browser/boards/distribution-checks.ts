import { beforeAll, expect, it } from 'vitest'
import { OTHER, seriousFaults, visit } from '../../support/browser.ts'
import type { BoardsHome } from './boards-home.ts'

const TONES = ['kind', 'kind', 'kind', 'curt', 'با ادب'] as const
const shots = process.env.VITRINE_SHOTS

/** How the values of scores lie, and what leads from there. */
export function distributionChecks(home: BoardsHome): void {
  const { open, openAt, countBehind, numberOf } = home

  beforeAll(async () => {
    const { traces } = await home.product().api<{ traces: { trace_id: string }[] }>('/traces?limit=10')
    const body = traces.map(({ trace_id }, at) => ({ name: 'tone', value: TONES[at % TONES.length], trace_id }))
    await home.product().api('/scores', { body })
  })

  it('show how numbers lie, each bar with as many traces behind it as it says', async () => {
    const panel = await openAt('quality', 'Distribution of quality')
    const bars = panel.getByRole('group', { name: 'Distribution of quality' }).getByRole('link')
    await bars.first().waitFor()
    const said = await bars.evaluateAll((all) =>
      all.map((bar) => [bar.getAttribute('aria-label'), bar.getAttribute('href')] as const),
    )
    expect(said.length).toBeGreaterThan(5)
    for (const [text, href] of said) {
      const [, scores, traces] = /: (\d+) scores? in (\d+) traces?$/.exec(text ?? '') ?? []
      expect(scores).toBe(traces)
      expect([text, await countBehind(href)]).toEqual([text, Number(traces)])
    }
    await panel.getByRole('button', { name: 'Distribution of quality as a table' }).click()
    const table = panel.getByRole('table', { name: 'Distribution of quality' })
    const counts = await table.getByRole('row').locator('td:nth-child(2)').allTextContents()
    const total = said.reduce((sum, [text]) => sum + Number(/: (\d+)/.exec(text ?? '')?.[1]), 0)
    expect(counts.reduce((sum, text) => sum + numberOf(text), 0)).toBe(total)
    expect(await seriousFaults(home.page())).toEqual([])
  })

  it('go along the bars by arrow keys, and follow one by Enter', async () => {
    const panel = await openAt('quality', 'Distribution of quality')
    const bars = panel.getByRole('group', { name: 'Distribution of quality' }).getByRole('link')
    await bars.first().focus()
    await home.page().keyboard.press('ArrowRight')
    const second = await bars.nth(1).getAttribute('aria-label')
    await expect.poll(() => home.page().evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(second)
    await panel.getByText(second ?? '', { exact: true }).waitFor()
    await home.page().keyboard.press('Enter')
    await home.page().waitForURL(/\/traces\?/)
    expect(new URL(home.page().url()).searchParams.get('q')).toMatch(/^score\.quality>=0\.\d+ score\.quality<=?0\.\d+$/)
  })

  it('show the shares of true and false and of words', async () => {
    const liked = await openAt('quality', 'Distribution of helpful')
    expect(await liked.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^false\d+ · [\d.]+%$/),
      expect.stringMatching(/^true\d+ · [\d.]+%$/),
    ])
    const tone = await openAt('quality', 'Distribution of tone')
    const items = tone.getByRole('listitem')
    expect(await items.allTextContents()).toEqual(['kind6 · 60%', 'curt2 · 20%', 'با ادب2 · 20%'])
    for (const link of await items.getByRole('link', { name: /^\d+$/ }).all()) {
      expect(await countBehind(await link.getAttribute('href'))).toBe(numberOf(await link.textContent()))
    }
    if (shots !== undefined) {
      await open('quality')
      await home.page().getByRole('figure', { name: 'Distribution of quality' }).scrollIntoViewIfNeeded()
      await home.page().screenshot({ path: `${shots}/distribution.png` })
    }
  })

  it('of two releases stand on one axis, each with its own counts and traces behind it', async () => {
    const beside = 'quality?release=1.5.0&against=1.4.0'
    const panel = await openAt(beside, 'Distribution of quality')
    const bars = panel.getByRole('group', { name: 'Distribution of quality' }).getByRole('link')
    await panel
      .getByRole('link', { name: /^1\.4\.0 · / })
      .first()
      .waitFor()
    const said = await bars.evaluateAll((all) =>
      all.map((bar) => [bar.getAttribute('aria-label') ?? '', bar.getAttribute('href')] as const),
    )
    const ranges = new Map<string, string[]>()
    for (const [text, href] of said) {
      const [, release = '', range = '', traces] = /^(.+) · (.+): [\d.]+% · .* in (\d+) traces?$/.exec(text) ?? []
      ranges.set(range, [...(ranges.get(range) ?? []), release])
      expect([text, await countBehind(href)]).toEqual([text, Number(traces)])
    }
    expect([...ranges.values()]).toContainEqual(['1.5.0', '1.4.0'])
    expect(await seriousFaults(home.page())).toEqual([])
    if (shots !== undefined) await home.page().screenshot({ path: `${shots}/distribution-releases.png` })
    await panel.getByRole('button', { name: 'Distribution of quality as a table' }).click()
    const heads = await panel.getByRole('columnheader').allTextContents()
    expect(heads.slice(4)).toEqual(['Scores (1.4.0)', 'Share (1.4.0)', 'Traces (1.4.0)'])
    const liked = await openAt(beside, 'Distribution of helpful')
    await liked
      .getByText(/^1\.4\.0: \d+$/)
      .first()
      .waitFor()
    if (shots !== undefined) await liked.screenshot({ path: `${shots}/distribution-releases-flags.png` })
  })

  it('of two releases are rows of one table where it is split by release', async () => {
    const panel = await openAt('quality?release=1.5.0&against=1.4.0', 'Scores by release')
    await panel.getByRole('link', { name: '1.4.0' }).waitFor()
    expect(await panel.getByRole('columnheader').allTextContents()).not.toContainEqual(expect.stringContaining('1.4.0'))
    const rows = await panel.getByRole('row').allTextContents()
    expect(rows.filter((row) => /^1\.[45]\.0/.test(row))).toHaveLength(2)
    expect(rows).toHaveLength(3)
  })

  it('show them in the dark and in Persian, the least value on the left all the same', async () => {
    const other = await visit(home.browser(), home.product().url, OTHER)
    await open('quality', other.page)
    const bars = other.page.getByRole('group', { name: /^توزیع .*quality/ }).getByRole('link')
    await bars.first().scrollIntoViewIfNeeded()
    const [first, last] = [await bars.first().boundingBox(), await bars.last().boundingBox()]
    expect(first?.x).toBeLessThan(last?.x ?? 0)
    if (shots !== undefined) {
      await other.page.screenshot({ path: `${shots}/distribution-persian.png` })
      await other.page.setViewportSize({ width: 390, height: 800 })
      await bars.first().scrollIntoViewIfNeeded()
      await other.page.screenshot({ path: `${shots}/distribution-narrow.png` })
    }
    expect(other.complaints).toEqual([])
    await other.context.close()
  })

  it('are built of any score by its name', async () => {
    const page = home.page()
    await page.goto(home.boards())
    await page.getByRole('button', { name: 'New dashboard' }).click()
    await page.waitForURL(/edit=true/)
    await page.getByRole('button', { name: 'Add a panel' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Title').fill('How kind')
    await form.getByLabel('Chart').selectOption('distribution')
    expect(await form.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
    await form.getByLabel('Name of a score').fill('tone')
    await form.getByRole('listitem').first().waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await form.getByRole('button', { name: 'Apply' }).click()
    await home.panelOf('How kind').getByText('curt').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL((url) => !url.searchParams.has('edit'))
    await home.settled(page)
    await page.getByRole('button', { name: 'More with How kind' }).click()
    await page.getByRole('menuitem', { name: 'Show query' }).click()
    await page
      .getByRole('dialog')
      .getByText(/\/api\/v1\/distribution\?/)
      .waitFor()
    await page.keyboard.press('Escape')
  })
}
