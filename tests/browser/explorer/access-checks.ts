import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { idOf } from '../../../scripts/bench/ux-traces.mjs'
import { LIGHT, visit } from '../../support/browser.ts'
import { type ExplorerHome, P } from './home.ts'

/** Of a page, from its top and back again. */
const STOPS = 35

/** What people need who zoom, use no mouse, see no colours or want no motion. */
export function accessChecks(home: ExplorerHome): void {
  const chatSpan = () => `traces/${home.made.chat.id}?span=${idOf('F-CHAT call', 8)}`
  const pages = () => [
    'traces',
    `traces?peek=${home.made.chat.id}`,
    chatSpan(),
    `compare?a=${home.made.twin.id}&b=${home.made.other.id}`,
    'sessions',
    'sessions/chat-9',
    'users',
    'users/user-3',
    'settings?section=preferences',
  ]

  async function onEach(
    { width, ...emulated }: { width: number; reducedMotion?: 'reduce' },
    check: (page: Page, address: string) => Promise<void>,
  ): Promise<void> {
    const own = await visit(home.browser, home.product.url, LIGHT, width)
    await own.page.emulateMedia(emulated)
    for (const address of pages()) {
      await own.page.goto(`${home.product.url}${P}/${address}`, { waitUntil: 'networkidle' })
      await own.page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
      await check(own.page, address)
    }
    expect(own.complaints).toEqual([])
    await own.context.close()
  }

  it('98: no page scrolls sideways at 320 pixels, which is a zoom of 400 %', async () => {
    await onEach({ width: 320 }, async (page, address) => {
      const tooWide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect({ address, tooWide }).toEqual({ address, tooWide: 0 })
    })
  })

  it('100: bars, what is chosen and where the focus is stay visible in the colours of the system', async () => {
    const own = await visit(home.browser, home.product.url, LIGHT)
    await own.page.emulateMedia({ forcedColors: 'active' })
    await own.page.goto(`${home.product.url}${P}/${chatSpan()}`)
    await own.page.locator('.span-row .ink').first().waitFor()
    const seen = await own.page.evaluate(() => {
      const styleOf = (selector: string) => {
        const element = document.querySelector(selector)
        if (element === null) throw new Error(`nothing on the page is ${selector}`)
        return getComputedStyle(element)
      }
      document.querySelector<HTMLElement>('[role=treegrid]')?.focus()
      const page = getComputedStyle(document.body).backgroundColor
      return {
        bar: styleOf('.span-row .ink').backgroundColor !== page,
        chosen: styleOf('.span-row[aria-selected=true]').outlineStyle,
        mode: styleOf('[aria-pressed=true]').outlineStyle,
      }
    })
    expect(seen).toEqual({ bar: true, chosen: 'solid', mode: 'solid' })
    await own.context.close()
  })

  it('99, 101, 102: nothing moves for those who want no motion, targets have 24 pixels or room, focus is seen', async () => {
    await onEach({ width: 1280, reducedMotion: 'reduce' }, async (page, address) => {
      const moving = await page.evaluate(movingParts)
      const small = await page.evaluate(smallTargets)
      const unseen: string[] = []
      for (const key of ['Tab', 'Shift+Tab']) {
        for (let n = 0; n < STOPS; n += 1) {
          await page.keyboard.press(key)
          const fault = await page.evaluate(unseenFocus)
          if (fault !== undefined) unseen.push(`${key} ${n}: ${fault}`)
        }
      }
      expect({ address, moving, small, unseen }).toEqual({ address, moving: [], small: [], unseen: [] })
    })
  })
}

/** Targets under 24 pixels whose circle of 24 pixels touches another target; links in running text may be small. */
function smallTargets(): string[] {
  const all = [
    ...document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=slider], [role=checkbox]',
    ),
  ].filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.tabIndex >= 0)
  // What a label around it takes as well belongs to the target.
  const boxOf = (one: HTMLElement) => (one.closest('label') ?? one).getBoundingClientRect()
  const boxes = all.map(boxOf)
  const isInText = (one: HTMLElement) =>
    one.tagName === 'A' &&
    getComputedStyle(one).display === 'inline' &&
    one.parentElement?.textContent !== one.textContent
  return all.flatMap((one, at) => {
    const box = boxes[at]
    if (box === undefined || box.width === 0 || (box.width >= 23.5 && box.height >= 23.5) || isInText(one)) return []
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const touches = boxes.some((other, n) => {
      if (n === at || other.width === 0 || all[n]?.contains(one) || one.contains(all[n] ?? null)) return false
      const dx = Math.max(other.left - x, 0, x - other.right)
      const dy = Math.max(other.top - y, 0, y - other.bottom)
      return Math.hypot(dx, dy) < 12
    })
    return touches ? [`${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`] : []
  })
}

/** What takes longer than a blink to come or go. */
function movingParts(): string[] {
  const longest = (text: string) => Math.max(...text.split(',').map((one) => Number.parseFloat(one)))
  return [...document.querySelectorAll('*')].flatMap((element) =>
    [null, '::before', '::after'].flatMap((pseudo) => {
      const style = getComputedStyle(element, pseudo)
      const seconds = Math.max(longest(style.animationDuration), longest(style.transitionDuration))
      return seconds > 0.001 ? [`${element.tagName} ${element.className} ${seconds} s`] : []
    }),
  )
}

/** Why the element with the focus cannot be seen; undefined when it can. */
function unseenFocus(): string | undefined {
  const focused = document.activeElement
  if (!(focused instanceof HTMLElement) || focused === document.body) return undefined
  // A choice is drawn by its label.
  const one = focused.closest('label') ?? focused
  const name = one.outerHTML.slice(0, 120)
  const box = one.getBoundingClientRect()
  if (box.width === 0 || box.height === 0) return `no size: ${name}`
  const at = (share: number, from: number, length: number) => from + Math.min(Math.max(1, length * share), length - 1)
  const isSeen = [0.02, 0.5, 0.98].some((across) =>
    [0.1, 0.5, 0.9].some((down) => {
      const top = document.elementFromPoint(at(across, box.x, box.width), at(down, box.y, box.height))
      return top !== null && (one.contains(top) || top.contains(one))
    }),
  )
  if (!isSeen) return `covered: ${name}`
  const active = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '')
  const marked = [one, focused, active, one.parentElement, one.firstElementChild].some((near) => {
    if (near === null) return false
    const style = getComputedStyle(near)
    return (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none'
  })
  return marked ? undefined : `not marked: ${name}`
}
