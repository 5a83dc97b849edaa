import type { RefObject } from 'react'
import { printJson } from '../../model/json.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import { useCopied } from '../../ui/use-copied.ts'
import { holdEnd } from './hold-end.ts'
import type { LoadedSpan } from './trace-queries.ts'

interface SpanKeys {
  readonly loaded: LoadedSpan | undefined
  /** Where a colleague finds this span; none while no span is selected. */
  readonly link: string | undefined
  readonly tabs: readonly string[]
  readonly onTab: (tab: string) => void
  readonly content: RefObject<HTMLElement | null>
}

/** Keys of the selected span: what went in and out, its attributes, its scores, and copies. Says whether one was copied. */
export function useSpanKeys({ loaded, link, tabs, onTab, content }: SpanKeys): boolean {
  const { isCopied, copy } = useCopied()
  function show(tab: string, end: 'top' | 'bottom'): void {
    if (!tabs.includes(tab)) return
    onTab(tab)
    requestAnimationFrame(() => {
      const element = content.current
      if (element === null) return
      if (end === 'top') element.scrollTo({ top: 0 })
      else holdEnd(element)
    })
  }
  useShortcut({ keys: 'i', scope: 'panel', label: 'trace.keys.input' }, () => show('preview', 'top'))
  useShortcut({ keys: 'o', scope: 'panel', label: 'trace.keys.output' }, () => show('preview', 'bottom'))
  useShortcut({ keys: 'm', scope: 'panel', label: 'trace.keys.attributes' }, () => show('attributes', 'top'))
  useShortcut({ keys: 'a', scope: 'panel', label: 'trace.keys.scores' }, () => show('scores', 'top'))
  useShortcut({ keys: 'n', scope: 'panel', label: 'trace.keys.note' }, () => {
    show('scores', 'top')
    focusOnceThere(content, '[data-note] input')
  })
  useShortcut({ keys: 'c', scope: 'panel', label: 'trace.keys.copyOutput' }, () => {
    if (loaded !== undefined) copy(outputOf(loaded))
  })
  useShortcut({ keys: 'Shift+c', scope: 'panel', label: 'trace.keys.copyLink' }, () => {
    if (link !== undefined) copy(link)
  })
  return isCopied
}

/** What a tab holds is there a few frames after it was chosen: its program and its scores are fetched. */
function focusOnceThere(within: RefObject<HTMLElement | null>, selector: string, framesLeft = 300): void {
  const element = within.current?.querySelector<HTMLElement>(selector)
  if (element !== null && element !== undefined) element.focus()
  else if (framesLeft > 0) requestAnimationFrame(() => focusOnceThere(within, selector, framesLeft - 1))
}

/** Text as it is, anything else as JSON with every digit. */
function outputOf({ detail, exact }: LoadedSpan): string {
  if (typeof detail.output === 'string') return detail.output
  return exact.output === undefined ? JSON.stringify(detail.output) : printJson(exact.output, 2)
}
