/** Which columns a list shows and in which order, as its URL holds them: `cols=start,name,cost`. */

/** The named columns that exist, each once; undefined when the text names none, so that the defaults stand. */
export function readColumns(text: string | undefined, known: readonly string[]): readonly string[] | undefined {
  if (text === undefined) return undefined
  const named = [...new Set(text.split(','))].filter((id) => known.includes(id))
  return named.length === 0 ? undefined : named
}

/** The text of a choice; undefined when it is the default one, which needs no words in a URL. */
export function writeColumns(chosen: readonly string[], defaults: readonly string[]): string | undefined {
  return chosen.join() === defaults.join() ? undefined : chosen.join()
}

export function withColumn(chosen: readonly string[], id: string, isShown: boolean): readonly string[] {
  if (isShown) return chosen.includes(id) ? chosen : [...chosen, id]
  return chosen.filter((one) => one !== id)
}

/** One place earlier (-1) or later (1); at the end it stays. */
export function movedColumn(chosen: readonly string[], id: string, by: -1 | 1): readonly string[] {
  const from = chosen.indexOf(id)
  const to = from + by
  const other = chosen[to]
  if (from < 0 || other === undefined) return chosen
  return chosen.map((one, at) => (at === from ? other : at === to ? id : one))
}
