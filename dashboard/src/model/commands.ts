// What the command palette finds for what was typed. Pure.

export type Command = {
  readonly id: string
  readonly group: 'page' | 'view' | 'do' | 'project' | 'theme' | 'language' | 'zone' | 'help' | 'found'
  readonly text: string
  readonly run: () => void
}

const MOST_RECENT = 5

const fold = (text: string): string =>
  text.toLowerCase().replaceAll('ي', 'ی').replaceAll('ك', 'ک').replaceAll('\u200c', '')

/** Every word must occur, in any order; an empty text finds everything. */
export function matchCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  return commands.filter((command) => words.every((word) => fold(command.text).includes(word)))
}

/** What was run lately comes first, the latest before the others; the rest stays in its order. */
export function recentFirst(commands: readonly Command[], recent: readonly string[]): readonly Command[] {
  const known = new Map(commands.map((command) => [command.id, command]))
  const first = recent.flatMap((id) => known.get(id) ?? [])
  return [...first, ...commands.filter((command) => !first.includes(command))]
}

/** The ids of what was run lately, after one more. */
export function withRecent(recent: readonly string[], id: string): readonly string[] {
  return [id, ...recent.filter((one) => one !== id)].slice(0, MOST_RECENT)
}

/** A pasted trace id: 32 hex characters, also as a UUID, in any case. */
export function traceIdIn(text: string): string | undefined {
  const plain = text.trim().toLowerCase()
  const hex = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(plain) ? plain.replaceAll('-', '') : plain
  return /^[0-9a-f]{32}$/.test(hex) ? hex : undefined
}

/** A pasted span id: 16 hex characters, in any case. */
export function spanIdIn(text: string): string | undefined {
  const plain = text.trim().toLowerCase()
  return /^[0-9a-f]{16}$/.test(plain) ? plain : undefined
}
