/** What a message says of groups: one line for each thing that happened, with names and values. */
import type { GroupChange } from './group-step.ts'
import type { MessageTexts } from './message-texts.ts'

/** Names in one line; a message is read on a phone. */
const MOST_NAMES = 10
const MOST_LETTERS = 80

/** `write`: a value with its unit. */
export function groupLines(
  changes: readonly GroupChange[],
  texts: MessageTexts,
  write: (value: number) => string,
): readonly string[] {
  const kinds = [...new Set(changes.map(saidOf))]
  return kinds.map((kind) => {
    const all = changes.filter((change) => saidOf(change) === kind)
    const names = all
      .slice(0, MOST_NAMES)
      .map(({ key, value }) => texts.group(short(key), value === null ? '' : write(value)))
    return texts.groups(texts.headlines[kind], names, all.length - names.length)
  })
}

/** What the end of a mute says is how the alert, or the group, stands. */
export function saidOf({ kind, state }: Pick<GroupChange, 'kind' | 'state'>): keyof MessageTexts['headlines'] {
  if (kind !== 'unmuted' || state === 'firing') return kind
  return state === 'ok' ? 'unmuted_ok' : 'unmuted_no_data'
}

/** The groups that a link can name: those of what the message is about. */
export function leadingGroups(changes: readonly GroupChange[]): readonly string[] | undefined {
  const [first] = changes
  if (first === undefined) return undefined
  const keys = changes.filter(({ kind }) => kind === first.kind).map(({ key }) => key)
  return keys.length > MOST_NAMES ? undefined : keys
}

const short = (key: string) => (key.length > MOST_LETTERS ? `${key.slice(0, MOST_LETTERS)}…` : key)
