import { useEffect, useState } from 'react'

interface Shown {
  readonly text: string
  readonly dir: string
  readonly left: number
  readonly top: number
  readonly width: number
}

/**
 * The whole of a cut text while it has the keyboard's focus: a pointer gets it as a title, which no key calls up. One for
 * the whole page, since any text may be cut. Screen readers have the text already.
 */
export function FullText() {
  const [shown, setShown] = useState<Shown>()
  useEffect(() => {
    const look = (event: FocusEvent) =>
      setShown(event.target instanceof HTMLElement ? cutTextOf(event.target) : undefined)
    const hide = () => setShown(undefined)
    document.addEventListener('focusin', look)
    document.addEventListener('focusout', hide)
    document.addEventListener('scroll', hide, { capture: true, passive: true })
    return () => {
      document.removeEventListener('focusin', look)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('scroll', hide, { capture: true })
    }
  }, [])
  if (shown === undefined) return null
  return (
    <div
      aria-hidden="true"
      data-testid="full-text"
      dir={shown.dir}
      className="pointer-events-none fixed z-50 max-w-[min(40rem,90vw)] break-words rounded-control border border-line bg-raised px-2 py-1 text-fg text-xs shadow-float [overflow-wrap:anywhere]"
      style={{ insetBlockStart: shown.top, left: shown.left, minWidth: shown.width }}
    >
      {shown.text}
    </div>
  )
}

const GAP_PX = 4
const WIDEST_PX = 640

/** Of the element that is focused, or of the one text in it, when there is more of it than is seen. */
function cutTextOf(focused: HTMLElement): Shown | undefined {
  if (!focused.matches(':focus-visible') || focused.matches('input, textarea, [role="treegrid"], section, main'))
    return undefined
  const cut = [focused, ...focused.querySelectorAll<HTMLElement>('.truncate')].find(
    (one) => getComputedStyle(one).textOverflow === 'ellipsis' && one.scrollWidth > one.clientWidth,
  )
  if (cut === undefined) return undefined
  const box = cut.getBoundingClientRect()
  const style = getComputedStyle(cut)
  const width = Math.min(WIDEST_PX, innerWidth * 0.9)
  return {
    text: cut.title === '' ? (cut.textContent ?? '') : cut.title,
    dir: style.direction,
    left: Math.max(
      GAP_PX,
      Math.min(style.direction === 'rtl' ? box.right - width : box.left, innerWidth - width - GAP_PX),
    ),
    top: box.bottom + GAP_PX,
    width: Math.min(box.width, width),
  }
}
