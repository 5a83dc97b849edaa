import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { readJson } from './product.ts'

/** A real Chromium in front of the real product, and an ear on everything that must not happen in it. */
const LOCALES = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../dashboard/src/locales')

/** How long something may be missing on a busy machine before it is called missing; nothing is measured by it. */
const PATIENCE_MS = 60_000

export interface Look {
  readonly name: string
  readonly theme: 'light' | 'dark'
  readonly language: 'en' | 'fa'
}

export const LIGHT: Look = { name: 'light', theme: 'light', language: 'en' }
/** The colours of the one and the words of the other, in one walk: a fault of either shows. */
export const OTHER: Look = { name: 'dark-persian', theme: 'dark', language: 'fa' }
export const LOOKS: readonly Look[] = [LIGHT, OTHER]

/** Where Chromium is; undefined with a loud word when there is none. In CI its absence is a failure. */
export function chromiumPath(): string | undefined {
  const named = process.env.VITRINE_CHROMIUM ?? '/usr/bin/chromium'
  if (existsSync(named)) return named
  if (process.env.CI !== undefined) throw new Error(`no Chromium at ${named}: install one or set VITRINE_CHROMIUM`)
  console.warn(`SKIPPED: browser tests, because there is no Chromium at ${named}; VITRINE_CHROMIUM names another.`)
  return undefined
}

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] })
}

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** What went wrong so far: console errors, uncaught exceptions, failed answers, requests that leave the host. */
  readonly complaints: readonly string[]
}

export async function visit(browser: Browser, url: string, look: Look, width = 1440): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, acceptDownloads: true })
  context.setDefaultTimeout(PATIENCE_MS)
  await context.addInitScript(
    (kept) => localStorage.setItem('vitrine.preferences', kept),
    JSON.stringify({ theme: look.theme, language: look.language }),
  )
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} from ${response.url()}`)
  })
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol !== 'data:' && origin !== new URL(url).origin) complaints.push(`left the host: ${request.url()}`)
  })
  return { context, page, complaints }
}

/** A page on a computer in Tehran, for somebody who chose this zone: `local`, `UTC` or one by its name. */
export async function pageInZone(browser: Browser, timeZone: string): Promise<Page> {
  const context = await browser.newContext({ timezoneId: 'Asia/Tehran', viewport: { width: 1440, height: 900 } })
  await context.addInitScript(
    (kept) => localStorage.setItem('vitrine.preferences', kept),
    JSON.stringify({ theme: 'light', language: 'en', timeZone }),
  )
  return await context.newPage()
}

/** What colours, a direction or other words can break; every other rule sees the same elements in every look. */
const RULES_OF_A_LOOK = [
  'color-contrast',
  'link-in-text-block',
  'html-has-lang',
  'html-lang-valid',
  'valid-lang',
  'scrollable-region-focusable',
]

/** What axe calls serious or critical on the page as it is now. */
export function seriousFaults(page: Page): Promise<string[]> {
  return faultsBy(page, {})
}

/** The same, of a page that is judged in every look: by all rules once, by those of a look in each other one. */
export function faultsIn(look: Look, page: Page): Promise<string[]> {
  return look === LIGHT ? seriousFaults(page) : faultsBy(page, { runOnly: RULES_OF_A_LOOK })
}

/** Until nothing on the page is left of an earlier question. */
export async function untilFresh(page: Page): Promise<void> {
  const stale = page.locator('[data-stale]')
  try {
    await stale.first().waitFor({ state: 'detached', timeout: PATIENCE_MS })
  } catch (cause) {
    const left = await stale.evaluateAll((all) => all.map((one) => (one.textContent ?? '').slice(0, 80)))
    throw new Error(`still stale on ${page.url()}: ${left.join(' | ')}`, { cause })
  }
}

/** What the line above a list says, once what it counts is counted. */
export async function countedLine(page: Page): Promise<string> {
  const line = page.getByTestId('result-line')
  await line.and(page.locator(':not([aria-busy="true"])')).waitFor()
  return (await line.textContent()) ?? ''
}

async function faultsBy(page: Page, options: axe.RunOptions): Promise<string[]> {
  await untilFresh(page)
  return await faultsNow(page, options)
}

/** Of a page that may still wait for answers. */
export async function faultsNow(page: Page, options: axe.RunOptions = {}): Promise<string[]> {
  await page.evaluate(endOfMotion)
  // Evaluated by the debugger, since the content policy of the page lets no script in.
  await page.evaluate(axe.source)
  const results = await page.evaluate(
    // A path to every element that is right would take as long as the rules.
    (asked) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        ...asked,
        resultTypes: ['violations'],
        selectors: false,
      }),
    options,
  )
  if (results.passes.length === 0) throw new Error('axe looked at nothing')
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

/** What comes or goes has a colour in between; what turns for as long as something lasts is left out. */
async function endOfMotion(): Promise<void> {
  const ends = document
    .getAnimations()
    .filter(
      (motion) =>
        motion.playState === 'running' && motion.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY,
    )
  await Promise.allSettled(ends.map((motion) => motion.finished))
}

/** The texts of the pages in one language, as `file.path.to.text`. */
export function textsOf(language: Look['language']): (key: string) => string {
  const folder = path.join(LOCALES, language)
  const texts: Record<string, unknown> = {}
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')))
    texts[path.basename(file, '.json')] = readJson(path.join(folder, file))
  return (key) => {
    const found = key
      .split('.')
      .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], texts)
    if (typeof found !== 'string') throw new Error(`the catalogue ${language} has no text ${key}`)
    return found
  }
}
