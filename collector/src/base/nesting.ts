/**
 * How deep JSON text is nested, before anybody parses it: the parser reads any depth, but what walks or writes such a
 * value afterwards runs out of stack, and that ends the process.
 */

/** Far beyond what spans and messages use (tens), far below what a stack holds (thousands). */
const MAX_NESTING = 1000

export function isNestedTooDeeply(text: string): boolean {
  // Shorter text cannot be, and most text is.
  if (text.length <= MAX_NESTING) return false
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === 0x22) {
      at = endOfString(text, at)
    } else if (char === 0x5b || char === 0x7b) {
      depth += 1
      if (depth > MAX_NESTING) return true
    } else if (char === 0x5d || char === 0x7d) {
      depth -= 1
    }
  }
  return false
}

/** Where the string that opens at `from` has its closing quote; the end of the text when it has none. */
export function endOfString(text: string, from: number): number {
  let quote = text.indexOf('"', from + 1)
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1)
  return quote === -1 ? text.length : quote
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1
  while (text.charCodeAt(at) === 0x5c) at -= 1
  return (quote - at) % 2 === 0
}
