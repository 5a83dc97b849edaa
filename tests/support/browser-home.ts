import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { type Look, launch, textsOf, type Visit, visit } from './browser.ts'
import { type Product, startProduct, tempFolder } from './product.ts'

/** A product and a browser that one file of tests shares. All but `text` and `look` is there once the tests run. */
export interface BrowserHome {
  readonly look: Look
  readonly product: Product
  readonly browser: Browser
  readonly visited: Visit
  readonly page: Page
  readonly text: (key: string) => string
}

interface BrowserHomeOptions {
  readonly chromium: string | undefined
  readonly look: Look
  readonly env?: Readonly<Record<string, string>>
  readonly fill?: (product: Product) => Promise<void>
}

/** Called inside a `describe`: starts before its tests, fills the product, and ends everything after them. */
export function browserHome({ chromium, look, env, fill }: BrowserHomeOptions): BrowserHome {
  const folder = tempFolder()
  const started: { product?: Product; browser?: Browser; visited?: Visit } = {}
  beforeAll(async () => {
    const product = await startProduct({ data: folder.path, ...(env === undefined ? {} : { env }) })
    started.product = product
    await fill?.(product)
    started.browser = await launch(chromium ?? '')
    started.visited = await visit(started.browser, product.url, look)
  }, 240_000)
  afterAll(async () => {
    await started.browser?.close()
    await started.product?.stop()
    folder.remove()
  })
  return {
    look,
    text: textsOf(look.language),
    get product() {
      return there(started.product)
    },
    get browser() {
      return there(started.browser)
    },
    get visited() {
      return there(started.visited)
    },
    get page() {
      return there(started.visited).page
    },
  }
}

function there<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('the browser is not open before the tests run')
  return thing
}
