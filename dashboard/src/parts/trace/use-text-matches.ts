import { type RefObject, useEffect, useRef, useState } from 'react'
import { useFoundWords } from '../found-words.ts'

/** More are neither counted nor marked: nobody walks them one by one. */
const MOST = 1_000

export interface TextMatches {
  readonly count: number
  /** The one that is shown, from 0; -1: none yet. */
  readonly at: number
  readonly isMore: boolean
  readonly step: (by: 1 | -1) => void
}

/**
 * Marks the words of a search wherever they are drawn below an element, and leads to them one by one. The marks are
 * painted over the text (CSS highlights), so that no renderer needs to know of them.
 */
export function useTextMatches(root: RefObject<HTMLElement | null>, key: string, beginning: string): TextMatches {
  const marks = useFoundWords()
  const ranges = useRef<readonly Range[]>([])
  const [seen, setSeen] = useState({ key, count: 0, at: -1 })
  const shown = seen.key === key ? seen : { key, count: 0, at: -1 }
  const at = useRef(shown.at)
  at.current = shown.at

  useEffect(() => {
    const element = root.current
    if (element === null || marks === undefined) return
    let frame = 0
    at.current = -1
    const look = () => {
      ranges.current = rangesIn(element, marks)
      paint('found', ranges.current)
      const count = ranges.current.length
      if (at.current < 0 && count > 0) {
        at.current = Math.max(0, placeLike(ranges.current, beginning))
        show(ranges.current[at.current])
      }
      at.current = Math.min(at.current, count - 1)
      paint('found-here', ranges.current.slice(Math.max(0, at.current), at.current + 1))
      setSeen({ key, count, at: at.current })
    }
    const observer = new MutationObserver(() => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(look)
    })
    observer.observe(element, { subtree: true, childList: true, characterData: true })
    look()
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
      paint('found', [])
      paint('found-here', [])
    }
  }, [root, marks, key, beginning])

  return {
    count: shown.count,
    at: shown.at,
    isMore: shown.count >= MOST,
    step(by) {
      const { length } = ranges.current
      if (length === 0) return
      const next = (shown.at + by + length) % length
      const range = ranges.current[next]
      show(range)
      paint('found-here', range === undefined ? [] : [range])
      setSeen({ key, count: length, at: next })
    },
  }
}

function rangesIn(root: HTMLElement, marks: RegExp): Range[] {
  const found: Range[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null && found.length < MOST; node = walker.nextNode()) {
    for (const match of (node.textContent ?? '').matchAll(marks)) {
      if (match[0] === '' || found.length === MOST) break
      const range = document.createRange()
      range.setStart(node, match.index)
      range.setEnd(node, match.index + match[0].length)
      found.push(range)
    }
  }
  return found
}

/** The first range after which the text goes on as the list said. */
function placeLike(ranges: readonly Range[], beginning: string): number {
  if (beginning === '') return -1
  const wanted = squeezed(beginning)
  return ranges.findIndex((range) => {
    const text = range.startContainer.textContent ?? ''
    return squeezed(text.slice(range.startOffset, range.startOffset + beginning.length * 2)).startsWith(wanted)
  })
}

const squeezed = (text: string) => text.replace(/\s+/g, ' ').toLowerCase()

/** Opens what hides it, and brings it into sight. */
function show(range: Range | undefined): void {
  const parent = range?.startContainer.parentElement
  for (let one = parent?.closest('details'); one; one = one.parentElement?.closest('details')) one.open = true
  parent?.scrollIntoView({ block: 'center' })
}

/** Browsers without CSS highlights count and scroll only. */
function paint(name: string, ranges: readonly Range[]): void {
  if (typeof Highlight === 'undefined' || CSS.highlights === undefined) return
  if (ranges.length === 0) CSS.highlights.delete(name)
  else CSS.highlights.set(name, new Highlight(...ranges))
}
