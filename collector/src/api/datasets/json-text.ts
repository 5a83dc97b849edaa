/**
 * JSON as text: values are cut out of a document as they were written, so that a number keeps all its digits and an
 * item that is exported, imported and exported again is the same to the byte. The text must be valid JSON (parse it
 * first); then every function here is one pass.
 */

/** The members of an object, values as written but for blanks between tokens. Of a repeated name the last counts. */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>()
  let at = skipBlanks(text, text.indexOf('{') + 1)
  while (at < text.length && text[at] !== '}') {
    const nameEnd = endOfString(text, at)
    const from = skipBlanks(text, text.indexOf(':', nameEnd) + 1)
    const end = endOfValue(text, from)
    members.set(JSON.parse(text.slice(at, nameEnd)) as string, withoutBlanks(text.slice(from, end)))
    at = nextElement(text, end)
  }
  return members
}

/** The elements of an array, as written. */
export function elementsOf(text: string): string[] {
  const elements: string[] = []
  let at = skipBlanks(text, text.indexOf('[') + 1)
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at)
    elements.push(text.slice(at, end))
    at = nextElement(text, end)
  }
  return elements
}

/** The same document on one line: blanks outside strings are left out, nothing else changes. */
export function withoutBlanks(text: string): string {
  if (!/[\s]/.test(text)) return text
  const parts: string[] = []
  let from = 0
  let at = 0
  while (at < text.length) {
    if (text[at] === '"') {
      at = endOfString(text, at)
    } else if (isBlank(text, at)) {
      parts.push(text.slice(from, at))
      at = skipBlanks(text, at)
      from = at
    } else {
      at += 1
    }
  }
  parts.push(text.slice(from))
  return parts.join('')
}

function endOfValue(text: string, from: number): number {
  let depth = 0
  let at = from
  while (at < text.length) {
    const char = text[at]
    if (char === '"') {
      at = endOfString(text, at)
      if (depth === 0) return at
      continue
    }
    if (char === '{' || char === '[') depth += 1
    if (char === '}' || char === ']') {
      // A number, true, false or null ends where its surroundings go on.
      if (depth === 0) return trimmedEnd(text, at)
      depth -= 1
      if (depth === 0) return at + 1
    }
    if (char === ',' && depth === 0) return trimmedEnd(text, at)
    at += 1
  }
  return trimmedEnd(text, at)
}

/** Just after the closing quote of the string that opens at `from`. */
function endOfString(text: string, from: number): number {
  let quote = text.indexOf('"', from + 1)
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1)
  return quote === -1 ? text.length : quote + 1
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text[quote - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

function nextElement(text: string, end: number): number {
  const at = skipBlanks(text, end)
  return text[at] === ',' ? skipBlanks(text, at + 1) : at
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (isBlank(text, at)) at += 1
  return at
}

function trimmedEnd(text: string, end: number): number {
  let at = end
  while (isBlank(text, at - 1)) at -= 1
  return at
}

function isBlank(text: string, at: number): boolean {
  const char = text[at]
  return char === ' ' || char === '\n' || char === '\r' || char === '\t'
}
