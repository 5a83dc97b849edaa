// The one registry of keyboard shortcuts. What is registered here is what works and what the `?` sheet lists.
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { useMayChange } from './may-change.ts'
import { getPreferences } from './preferences.ts'
import { isSingleKey, keyWord, step } from './shortcut-match.ts'

export const SHORTCUT_SCOPES = ['dialog', 'panel', 'page', 'global'] as const
export type ShortcutScope = (typeof SHORTCUT_SCOPES)[number]

export type Shortcut = {
  /** `Mod+k`, `?`, `g t`, `Shift+x`. */
  readonly keys: string
  readonly scope: ShortcutScope
  /** Key of a text in the catalogues. */
  readonly label: string
  /** It changes something: not there for those who may only read. */
  readonly changes?: true
}

type Entry = Shortcut & { readonly run: (event: KeyboardEvent) => void }

/** How long the second key of a sequence may take. */
const SEQUENCE_MS = 1_200

let entries: readonly Entry[] = []
let listed: readonly Shortcut[] = []
const listeners = new Set<() => void>()
let prefix = ''
let timer: ReturnType<typeof setTimeout> | undefined

function change(next: readonly Entry[]): void {
  entries = next
  listed = next
  for (const listener of listeners) listener()
}

/** Two shortcuts of one scope with the same keys are a mistake of ours. */
export function register(entry: Entry): () => void {
  if (entries.some((other) => other.scope === entry.scope && other.keys === entry.keys)) {
    throw new Error(`BUG: the shortcut ${entry.keys} is registered twice in the scope ${entry.scope}`)
  }
  change([...entries, entry])
  return () => change(entries.filter((other) => other !== entry))
}

export function useShortcut(shortcut: Shortcut, run: (event: KeyboardEvent) => void): void {
  const { keys, scope, label, changes } = shortcut
  const isOff = !useMayChange() && changes === true
  const latest = useEffectEvent(run)
  useEffect(
    () => (isOff ? undefined : register({ keys, scope, label, run: (event) => latest(event) })),
    [keys, scope, label, isOff],
  )
}

export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => listed,
    () => listed,
  )
}

const TYPING = 'input, textarea, select, [contenteditable="true"], [role="listbox"], [role="menu"], [role="combobox"]'

function scopesAt(target: EventTarget | null): readonly ShortcutScope[] {
  const inDialog = target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"]') !== null
  return inDialog ? ['dialog'] : SHORTCUT_SCOPES
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
  const typing = event.target instanceof Element && event.target.closest(TYPING) !== null
  const scopes = scopesAt(event.target)
  const singleKeys = getPreferences().singleKeys && !typing
  const usable = entries.filter((entry) => scopes.includes(entry.scope) && (singleKeys || !isSingleKey(entry.keys)))
  const known = usable.map((entry) => entry.keys)
  const next = step(known, prefix, keyWord(event))
  clearTimeout(timer)
  prefix = ''
  if (next.kind === 'none') return
  event.preventDefault()
  if (next.kind === 'wait') {
    prefix = next.prefix
    timer = setTimeout(() => {
      prefix = ''
    }, SEQUENCE_MS)
    return
  }
  const byScope = (scope: ShortcutScope) => SHORTCUT_SCOPES.indexOf(scope)
  const [winner] = usable
    .filter((entry) => entry.keys === next.keys)
    .sort((a, b) => byScope(a.scope) - byScope(b.scope))
  winner?.run(event)
}

export function startShortcuts(): void {
  window.addEventListener('keydown', handleKey)
}
