// Which shortcut a key press means. Pure; the listener and the registry are in shortcuts.ts.

export type KeyPress = {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/**
 * The press as one word: `Mod+k`, `Shift+x`, `?`, `ArrowDown`. On a keyboard of another script the letter is taken from
 * the place of the key, so that `j` works on a Persian layout.
 */
export function keyWord(press: KeyPress): string {
  const latin = /^[\x20-\x7e]$/.test(press.key)
  const fromCode = /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase() ?? /^Digit(\d)$/.exec(press.code)?.[1]
  const isNamed = press.key.length > 1
  const key = isNamed ? press.key : latin ? press.key.toLowerCase() : (fromCode ?? press.key)
  const isLetter = /^[a-z]$/.test(key)
  return [
    press.ctrlKey || press.metaKey ? 'Mod+' : '',
    press.altKey ? 'Alt+' : '',
    press.shiftKey && (isLetter || isNamed) ? 'Shift+' : '',
    key,
  ].join('')
}

/** Plain characters are for typing first: they do nothing in fields and lists, and can be switched off. */
export function isSingleKey(keys: string): boolean {
  return !keys.includes('Mod+') && !keys.includes('Alt+')
}

export type Step =
  | { readonly kind: 'run'; readonly keys: string }
  | { readonly kind: 'wait'; readonly prefix: string }
  | { readonly kind: 'none' }

/** One step of a sequence such as `g t`: run what matches, wait for the rest, or nothing. */
export function step(known: readonly string[], prefix: string, word: string): Step {
  const candidates = prefix === '' ? [word] : [`${prefix} ${word}`, word]
  for (const candidate of candidates) {
    if (known.includes(candidate)) return { kind: 'run', keys: candidate }
    if (known.some((keys) => keys.startsWith(`${candidate} `))) return { kind: 'wait', prefix: candidate }
  }
  return { kind: 'none' }
}
