import { type RefObject, useEffect, useState } from 'react'
import { printJson } from '../../model/json.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import type { LoadedSpan } from './trace-queries.ts'

/** How long it is said that something was copied. */
const SAID_MS = 1_500

interface SpanKeys {
  readonly loaded: LoadedSpan | undefined
  /** Where a colleague finds this span. */
  readonly link: string
  readonly tabs: readonly string[]
  readonly onTab: (tab: string) => void
  readonly content: RefObject<HTMLElement | null>
}

/** Keys of the selected span: what went in and out, its attributes, its scores, and copies. Says whether one was copied. */
export function useSpanKeys({ loaded, link, tabs, onTab, content }: SpanKeys): boolean {
  const [copies, setCopies] = useState(0)
  useEffect(() => {
    if (copies === 0) return
    const timer = setTimeout(() => setCopies(0), SAID_MS)
    return () => clearTimeout(timer)
  }, [copies])
  function show(tab: string, end: 'top' | 'bottom'): void {
    if (!tabs.includes(tab)) return
    onTab(tab)
    requestAnimationFrame(() => {
      const element = content.current
      element?.scrollTo({ top: end === 'top' ? 0 : element.scrollHeight })
    })
  }
  function copy(text: string): void {
    void navigator.clipboard?.writeText(text).then(() => setCopies((before) => before + 1))
  }
  useShortcut({ keys: 'i', scope: 'panel', label: 'trace.keys.input' }, () => show('preview', 'top'))
  useShortcut({ keys: 'o', scope: 'panel', label: 'trace.keys.output' }, () => show('preview', 'bottom'))
  useShortcut({ keys: 'm', scope: 'panel', label: 'trace.keys.attributes' }, () => show('attributes', 'top'))
  useShortcut({ keys: 'a', scope: 'panel', label: 'trace.keys.scores' }, () => show('scores', 'top'))
  useShortcut({ keys: 'c', scope: 'panel', label: 'trace.keys.copyOutput' }, () => {
    if (loaded !== undefined) copy(outputOf(loaded))
  })
  useShortcut({ keys: 'Shift+c', scope: 'panel', label: 'trace.keys.copyLink' }, () => copy(link))
  return copies > 0
}

/** Text as it is, anything else as JSON with every digit. */
function outputOf({ detail, exact }: LoadedSpan): string {
  if (typeof detail.output === 'string') return detail.output
  return exact.output === undefined ? JSON.stringify(detail.output) : printJson(exact.output, 2)
}
