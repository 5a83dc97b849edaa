/**
 * Which columns a list shows, in which order, how wide and which of them stay in sight, as its URL holds them:
 * `cols=name:240:pin,start,cost:90`.
 */

export interface ChosenColumn {
  readonly id: string
  /** undefined: as wide as it is by itself. */
  readonly widthPx: number | undefined
  /** It stays at the start of the list while the others scroll by. */
  readonly isPinned: boolean
}

const LEAST_PX = 48
const MOST_PX = 900
/** By one press of a key or button. */
export const STEP_PX = 32

const ATTRIBUTE = 'attr.'

/** Any attribute can be a column. Its name may hold commas and colons, which mean something here. */
export const attributeColumn = (name: string) => `${ATTRIBUTE}${encodeURIComponent(name)}`

/** The attribute that a column shows; undefined for a column of another kind. */
export function attributeOf(id: string): string | undefined {
  if (!id.startsWith(ATTRIBUTE) || id === ATTRIBUTE) return undefined
  try {
    return decodeURIComponent(id.slice(ATTRIBUTE.length))
  } catch {
    return undefined
  }
}

/** One request asks for no more. */
export const MOST_ATTRIBUTES = 8

/** The named columns that exist, each once; undefined when the text names none, so that the defaults stand. */
export function readColumns(text: string | undefined, known?: readonly string[]): readonly ChosenColumn[] | undefined {
  if (text === undefined) return undefined
  const named = new Map<string, ChosenColumn>()
  let attributes = 0
  for (const column of text.split(',').map(readColumn)) {
    const isAttribute = attributeOf(column.id) !== undefined
    if (named.has(column.id) || (isAttribute ? attributes === MOST_ATTRIBUTES : known?.includes(column.id) === false))
      continue
    named.set(column.id, column)
    if (isAttribute) attributes += 1
  }
  return named.size === 0 ? undefined : pinnedFirst([...named.values()])
}

function readColumn(text: string): ChosenColumn {
  const [id = '', ...marks] = text.split(':')
  const width = marks.find((mark) => /^\d{1,4}$/.test(mark))
  return {
    id,
    widthPx: width === undefined ? undefined : clampWidth(Number(width)),
    isPinned: marks.includes('pin'),
  }
}

/** Columns as they are by themselves. */
export function plainColumns(ids: readonly string[]): readonly ChosenColumn[] {
  return ids.map((id) => ({ id, widthPx: undefined, isPinned: false }))
}

/** The text of a choice; undefined when it is the default one, which needs no words in a URL. */
export function writeColumns(chosen: readonly ChosenColumn[], defaults: readonly string[]): string | undefined {
  const text = chosen.map(writeColumn).join()
  return text === defaults.join() ? undefined : text
}

function writeColumn({ id, widthPx, isPinned }: ChosenColumn): string {
  return [id, ...(widthPx === undefined ? [] : [String(widthPx)]), ...(isPinned ? ['pin'] : [])].join(':')
}

export function withColumn(chosen: readonly ChosenColumn[], id: string, isShown: boolean): readonly ChosenColumn[] {
  if (!isShown) return chosen.filter((one) => one.id !== id)
  return chosen.some((one) => one.id === id) ? chosen : [...chosen, ...plainColumns([id])]
}

/** An attribute stands after the name, where it is seen; the last place of a wide list is not. */
export function withAttribute(chosen: readonly ChosenColumn[], name: string): readonly ChosenColumn[] {
  const id = attributeColumn(name)
  if (chosen.some((one) => one.id === id)) return chosen
  const at = chosen.findIndex((one) => one.id === 'name')
  return pinnedFirst(chosen.toSpliced(at < 0 ? chosen.length : at + 1, 0, ...plainColumns([id])))
}

/** Another width, or with undefined its own again. */
export function withWidth(
  chosen: readonly ChosenColumn[],
  id: string,
  widthPx: number | undefined,
): readonly ChosenColumn[] {
  const next = widthPx === undefined ? undefined : clampWidth(widthPx)
  return chosen.map((one) => (one.id === id ? { ...one, widthPx: next } : one))
}

/** Pinned, it goes behind those that are pinned already; let go, it is the first of the rest. */
export function withPin(chosen: readonly ChosenColumn[], id: string, isPinned: boolean): readonly ChosenColumn[] {
  return pinnedFirst(chosen.map((one) => (one.id === id ? { ...one, isPinned } : one)))
}

/** One place earlier (-1) or later (1); at the end, and between pinned and others, it stays. */
export function movedColumn(chosen: readonly ChosenColumn[], id: string, by: -1 | 1): readonly ChosenColumn[] {
  const from = chosen.findIndex((one) => one.id === id)
  const moved = chosen[from]
  const other = chosen[from + by]
  if (moved === undefined || other === undefined || other.isPinned !== moved.isPinned) return chosen
  return chosen.map((one) => (one === moved ? other : one === other ? moved : one))
}

function pinnedFirst(columns: readonly ChosenColumn[]): readonly ChosenColumn[] {
  return [...columns.filter((one) => one.isPinned), ...columns.filter((one) => !one.isPinned)]
}

export const clampWidth = (px: number) => Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, px)))
