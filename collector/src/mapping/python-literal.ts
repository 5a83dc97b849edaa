/**
 * Python's repr of plain data, which some emitters send where JSON was meant: `{'a': None, 'b': ["it's", True]}`.
 * Reads dicts, lists, tuples, strings, numbers and the three names; anything else is no literal.
 */
import { isNestedTooDeeply } from '../base/nesting.ts'

/** A longer text is not worth the walk; it is shown as it came. */
const MAX_CHARACTERS = 262_144

class NoLiteral extends Error {}

/** undefined where the text is not the repr of plain data. */
export function pythonLiteral(text: string): unknown {
  if (text.length > MAX_CHARACTERS || isNestedTooDeeply(text)) return undefined
  const reader = new Reader(text)
  try {
    const value = reader.value()
    return reader.isAtEnd() ? value : undefined
  } catch (error) {
    if (!(error instanceof NoLiteral)) throw error
    return undefined
  }
}

/** Does the text open like a repr that JSON could not have written? */
export function looksLikePython(text: string): boolean {
  return /^\s*(?:\{\s*'|\[\s*(?:\{\s*'|'|\[\s*')|\(\s*['{[])/.test(text)
}

const NAMES: Readonly<Record<string, unknown>> = { None: null, True: true, False: false, nan: null, inf: null }
const NAME = /[A-Za-z]+/y
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0', a: '\x07' }

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  isAtEnd(): boolean {
    this.#skipSpace()
    return this.#at >= this.#text.length
  }

  value(): unknown {
    this.#skipSpace()
    const first = this.#text[this.#at]
    if (first === '{') return this.#dict()
    if (first === '[') return this.#list(']')
    if (first === '(') return this.#list(')')
    if (first === "'" || first === '"') return this.#string(first)
    return this.#match(NUMBER, Number) ?? this.#name()
  }

  #name(): unknown {
    const name = this.#match(NAME, String) ?? ''
    if (!Object.hasOwn(NAMES, name)) throw new NoLiteral()
    return NAMES[name]
  }

  #dict(): unknown {
    const entries: [string, unknown][] = []
    this.#items('}', () => {
      const key = this.value()
      this.#skipSpace()
      if (this.#text[this.#at++] !== ':') throw new NoLiteral()
      entries.push([typeof key === 'string' ? key : JSON.stringify(key), this.value()])
    })
    return Object.fromEntries(entries)
  }

  #list(close: string): unknown[] {
    const items: unknown[] = []
    this.#items(close, () => items.push(this.value()))
    return items
  }

  #items(close: string, read: () => void): void {
    this.#at++
    for (;;) {
      this.#skipSpace()
      if (this.#text[this.#at] === close) break
      read()
      this.#skipSpace()
      if (this.#text[this.#at] === ',') this.#at++
      else if (this.#text[this.#at] !== close) throw new NoLiteral()
    }
    this.#at++
  }

  #string(quote: string): string {
    let found = ''
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const letter = this.#text[at] as string
      if (letter === quote) {
        this.#at = at + 1
        return found
      }
      if (letter !== '\\') {
        found += letter
        continue
      }
      const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(this.#text.slice(at + 1, at + 10))
      const digits = code?.[1] ?? code?.[2] ?? code?.[3]
      if (code !== null && digits !== undefined) {
        found += characterOf(Number.parseInt(digits, 16))
        at += code[0].length
      } else {
        const escaped = this.#text[++at] ?? ''
        found += ESCAPES[escaped] ?? escaped
      }
    }
    throw new NoLiteral()
  }

  #match<Value>(pattern: RegExp, convert: (text: string) => Value): Value | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return undefined
    this.#at += match[0].length
    return convert(match[0])
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && /\s/.test(this.#text[this.#at] as string)) this.#at++
  }
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}
