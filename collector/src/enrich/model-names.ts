/** The many names of one model: how clouds address it, and what may stand around a name without making it another's. */
export type Match =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly or: readonly Match[] }
  | { readonly and: readonly Match[] }

/** Where a cloud addresses a model: `models/…`, Vertex' publishers, the profiles of Bedrock. */
const ADDRESS =
  /^(?:models\/|(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/[^/]+\/models\/|arn:aws[\w-]*:bedrock:[^/]*\/)/
/** Claude Code marks the longer context: `claude-sonnet-4-5[1m]`. */
const MARK = /\[\w+\]$/
/** OpenAI's, up to whose it is: `ft:gpt-4.1-mini-2025-04-14:acme::id`. */
export const FINE_TUNED = /^ft:[^:]+(?=:)/

export function nameIn(model: string): string {
  return model.trim().toLowerCase().replace(ADDRESS, '').replace(MARK, '')
}

/** What may follow a model's name without making it another model: dates, revisions, `latest`, `preview`. */
const SAME_MODEL =
  /^(?:\d+)?(?:[-@:._](?:v?\d[\d.:_-]*|latest|preview|exp|experimental|thinking|high|low|medium|beta|stable|default|customtools|text|online|eap|v\d+:\d+))*[-@]?$/
/** What may stand before it: regions, vendors and publishers of a cloud. */
const ROUTE = /^(?:[a-z0-9_-]+[./:])*$/

export function matchesModel(match: Match, name: string): boolean {
  if ('or' in match) return match.or.some((part) => matchesModel(part, name))
  if ('and' in match) return match.and.every((part) => matchesModel(part, name))
  if ('equals' in match) return name === match.equals.toLowerCase()
  if ('regex' in match) return new RegExp(match.regex).test(name)
  if ('starts_with' in match) {
    const start = match.starts_with.toLowerCase()
    return (
      name.startsWith(start) &&
      (start.includes('ft:') || start.includes('.ft-') || SAME_MODEL.test(name.slice(start.length)))
    )
  }
  if ('ends_with' in match) {
    const end = match.ends_with.toLowerCase()
    return name.endsWith(end) && ROUTE.test(name.slice(0, name.length - end.length))
  }
  const part = match.contains.toLowerCase()
  const at = name.indexOf(part)
  return at >= 0 && ROUTE.test(name.slice(0, at)) && SAME_MODEL.test(name.slice(at + part.length))
}

/** For vendors, whose clauses describe families of names. */
export function matchesText(match: Match, name: string): boolean {
  if ('or' in match) return match.or.some((part) => matchesText(part, name))
  if ('and' in match) return match.and.every((part) => matchesText(part, name))
  if ('equals' in match) return name === match.equals.toLowerCase()
  if ('regex' in match) return new RegExp(match.regex).test(name)
  if ('starts_with' in match) return name.startsWith(match.starts_with.toLowerCase())
  if ('ends_with' in match) return name.endsWith(match.ends_with.toLowerCase())
  return name.includes(match.contains.toLowerCase())
}
