const MOVES = ['wheel', 'pointerdown', 'keydown'] as const

/** Scrolls to the end, and again while what stands there is still being drawn, until the reader moves. */
export function holdEnd(element: HTMLElement): void {
  const toEnd = () => element.scrollTo({ top: element.scrollHeight })
  const grown = new MutationObserver(toEnd)
  const moved = new AbortController()
  grown.observe(element, { childList: true, subtree: true, characterData: true })
  moved.signal.addEventListener('abort', () => grown.disconnect())
  for (const move of MOVES) {
    window.addEventListener(move, () => moved.abort(), { signal: moved.signal, capture: true, passive: true })
  }
  toEnd()
}
