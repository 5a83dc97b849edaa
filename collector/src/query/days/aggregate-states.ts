/**
 * Aggregates of an expression as states that can be kept and merged: `sum(a) / count()` becomes the states
 * `sumState(a)` and `countState()`, and `sumMerge(s0) / countMerge(s1)` over them. Merged states give what one reading
 * gives: sums, sets and values of a quantile add up, and sketches count in fixed buckets.
 */

export interface StateForm {
  /** Over spans. */
  readonly states: readonly string[]
  /** One for each expression, over columns s0, s1 … that hold the states. */
  readonly merged: readonly string[]
}

const AGGREGATES: ReadonlySet<string> = new Set([
  'avg',
  'count',
  'countIf',
  'groupArray',
  'quantileDD',
  'quantileExactInclusive',
  'sum',
  'sumIf',
  'uniqExact',
  'uniqExactIf',
])
/** What may stand around aggregates. Anything else may be a column, or an aggregate that is not known here. */
const AROUND: ReadonlySet<string> = new Set(['if', 'null', 'arrayReduce'])

const TOKEN = /'(?:[^'\\]|\\.)*'|\d[\w.]*|[A-Za-z_]\w*|./gs

/** undefined where an expression holds more than it knows. */
export function stateForm(expressions: readonly string[]): StateForm | undefined {
  const states: string[] = []
  const merged: string[] = []
  for (const expression of expressions) {
    const text = mergedOf(expression.match(TOKEN) ?? [], states)
    if (text === undefined) return undefined
    merged.push(text)
  }
  return { states, merged }
}

/** Notes the states that the expression needs. */
function mergedOf(tokens: readonly string[], states: string[]): string | undefined {
  let text = ''
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] as string
    if (AGGREGATES.has(token) && tokens[at + 1] === '(') {
      const first = closing(tokens, at + 1)
      const last = tokens[first] === '(' ? closing(tokens, first) : first
      const parameters = last === first ? '' : tokens.slice(at + 1, first).join('')
      const state = `${token}State${tokens.slice(at + 1, last).join('')}`
      if (!states.includes(state)) states.push(state)
      text += `${token}Merge${parameters}(s${states.indexOf(state)})`
      at = last
    } else {
      if (/^[A-Za-z_]/.test(token) && !AROUND.has(token)) return undefined
      text += token
      at += 1
    }
  }
  return text
}

/** Behind the bracket that closes the one at `open`. */
function closing(tokens: readonly string[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at] === '(') depth += 1
    if (tokens[at] === ')') depth -= 1
    if (depth === 0) return at + 1
  }
  return tokens.length
}
