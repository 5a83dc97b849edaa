import { expect, it } from 'vitest'
import { seriousFaults, textsOf } from '../../support/browser.ts'
import type { BoardsHome } from './boards-home.ts'

/** A panel that somebody likes, onto a board of their own. */
export function addingChecks(home: BoardsHome): void {
  const { openAt, panelOf, numberOf } = home
  const text = textsOf('en')

  it('go onto a new board or another, by keys, and can be taken back from there', async () => {
    const page = home.page()
    const status = page.getByRole('status').filter({ has: page.getByRole('link', { name: text('boards.openAdded') }) })
    const ask = async (title: string) => {
      await panelOf(title)
        .getByRole('button', { name: `More with ${title}` })
        .press('Enter')
      await page.getByRole('menuitem', { name: text('boards.add') }).press('Enter')
      const dialog = page.getByRole('dialog', { name: `Add “${title}” to a dashboard` })
      await dialog.getByLabel(text('boards.addTo'), { exact: true }).waitFor()
      return dialog
    }
    const panelsOf = async (name: string) => {
      const { boards } = await home.product().api<{ boards: { name: string; panels: number }[] }>('/boards')
      return boards.filter((board) => board.name === name).map(({ panels }) => panels)
    }
    const calls = await openAt('usage?q=model:gpt-4o', 'Model calls')
    const shown = numberOf(await calls.getByRole('link').textContent())
    const first = await ask('Model calls')
    await first.getByLabel(text('boards.addTo'), { exact: true }).selectOption('')
    expect(await first.getByRole('button', { name: text('boards.addIt'), exact: true }).isDisabled()).toBe(true)
    await first.getByLabel(text('boards.name'), { exact: true }).fill('Kept panels')
    expect(await first.textContent()).toContain('model:gpt-4o')
    expect(await seriousFaults(page)).toEqual([])
    await first.getByRole('button', { name: text('boards.addIt'), exact: true }).press('Enter')
    await status.waitFor()
    expect(await status.textContent()).toContain('“Model calls” is now on “Kept panels”.')
    expect(await panelsOf('Kept panels')).toEqual([1])
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('More with Model calls')
    expect(await seriousFaults(page)).toEqual([])

    await openAt('cost', 'By model')
    const second = await ask('By model')
    await second.getByLabel(text('boards.addTo'), { exact: true }).selectOption({ label: 'Kept panels' })
    await second.getByRole('button', { name: text('boards.addIt'), exact: true }).press('Enter')
    await status.waitFor()
    expect(await panelsOf('Kept panels')).toEqual([2])
    await status.getByRole('button', { name: text('common.undo') }).press('Enter')
    await status.waitFor({ state: 'detached' })
    expect(await panelsOf('Kept panels')).toEqual([1])

    const third = await ask('By model')
    await third.getByLabel(text('boards.addTo'), { exact: true }).selectOption({ label: 'Kept panels' })
    await third.getByRole('button', { name: text('boards.addIt'), exact: true }).press('Enter')
    await status.getByRole('link').press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Kept panels' }).waitFor()
    await panelOf('By model').waitFor()
    // What narrowed the page that it stood on narrows it here.
    await expect.poll(async () => numberOf(await panelOf('Model calls').getByRole('link').textContent())).toBe(shown)
  })
}
