import type { Locator } from 'playwright-core'
import { idOf } from '../../../scripts/bench/ux-traces.mjs'
import { LIGHT } from '../../support/browser.ts'
import { type BrowserHome, browserHome } from '../../support/browser-home.ts'
import { type Fixtures, sendFixtures } from '../explorer-fixtures.ts'
import { sendTraffic } from '../traffic.ts'

export const P = '/p/default~1'

/** The product with the fixtures in it, and how the checks find things on its pages. */
export interface ExplorerHome extends BrowserHome {
  readonly made: Fixtures
  readonly open: (path: string) => Promise<unknown>
  readonly grid: () => Locator
  readonly row: (trace: { name: string }, as: string) => Locator
  readonly panel: () => Locator
  readonly rows: () => Locator
  readonly names: () => Locator
  readonly resultLine: () => Locator
}

export function explorerHome(chromium: string | undefined): ExplorerHome {
  let made: Fixtures | undefined
  const home = browserHome({
    chromium,
    look: LIGHT,
    fill: async (product) => {
      const nowMs = Date.now()
      await sendTraffic(product, nowMs)
      made = await sendFixtures(product, nowMs)
    },
  })
  const own = {
    get made() {
      if (made === undefined) throw new Error('the fixtures are not sent before the tests run')
      return made
    },
    open: (path: string) => home.page.goto(`${home.product.url}${P}/${path}`),
    grid: () => home.page.getByRole('treegrid'),
    row: (trace: { name: string }, as: string) =>
      home.page.locator(`[id="span-row-${idOf(`${trace.name} ${as}`, 8)}"]`),
    panel: () => home.page.getByRole('region', { name: home.text('trace.spanPanel') }),
    rows: () => home.page.locator('[data-row]'),
    names: () => home.page.locator('[data-row] [data-row-link]'),
    resultLine: () => home.page.getByTestId('result-line'),
  }
  return Object.defineProperties(own, Object.getOwnPropertyDescriptors(home)) as ExplorerHome
}
