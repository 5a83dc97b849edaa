import type { Browser, Locator, Page } from 'playwright-core'
import type { Product } from '../../support/product.ts'

/** What the checks of boards share: a product with traffic, and a page on it. */
export interface BoardsHome {
  readonly page: () => Page
  readonly browser: () => Browser
  readonly product: () => Product
  /** Where the list of boards stands. */
  readonly boards: () => string
  open(board: string, on?: Page): Promise<void>
  openAt(board: string, title: string): Promise<Locator>
  settled(on: Page): Promise<void>
  panelOf(title: string): Locator
  countBehind(href: string | null): Promise<number>
  numberOf(text: string | null): number
}
