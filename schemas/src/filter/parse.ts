import { FIELDS, type Field, fieldNamed, type Operator, operatorsOf } from './fields.ts'
import { allOf, anyOf, type CountOperator, EVERYTHING, type Filter, type Term } from './filter.ts'
import { exampleOf, parseValue } from './units.ts'

/**
 * The grammar of `q`:
 *
 *     filter   = [ any ] ;
 *     any      = all , { "OR" , all } ;
 *     all      = unary , { [ "AND" ] , unary } ;
 *     unary    = [ "-" | "NOT" ] , primary ;
 *     primary  = "(" , any , ")" | related | term | word | quoted ;        (* word, quoted: full-text *)
 *     related  = "has(" , [ any ] , ")" | "count(" , [ any ] , ")" , ( ":" | compare ) , whole number
 *              | "then(" , any , "," , any , { "," , any } , ")" ;
 *     term     = field , ( ":" , values | compare , value ) ;
 *     field    = name | "attr." , key | "score." , key ;
 *     key      = quoted | { letter | digit | "_" | "-" | "." | "/" } ;
 *     compare  = ">" | ">=" | "<" | "<=" ;
 *     values   = "*" | [ "~" ] , value , [ "*" ] , { "," , [ "~" ] , value , [ "*" ] } ;
 *     value    = quoted | { any character but white space, quotes, brackets and comma } ;
 *     quoted   = '"' , { character | '\"' | '\\' } , '"' ;
 *
 * Parts are parted by white space, which means AND. A comma between the parts of `then` is followed by white space; one
 * between values is not.
 */
export type Parsed =
  | { readonly kind: 'ok'; readonly filter: Filter }
  | { readonly kind: 'error'; readonly at: number; readonly message: string; readonly suggestion: string }

/** Deep enough for people, shallow enough for a stack; wide enough for a list of ids. */
const MAX_DEPTH = 32
const MAX_TERMS = 200
const MAX_STEPS = 8

/** Reads a filter; never throws. `at` is the offset where reading failed. */
export function parseFilter(text: string): Parsed {
  const reader = new Reader(text)
  try {
    return { kind: 'ok', filter: reader.read() }
  } catch (error) {
    if (error instanceof Failure)
      return { kind: 'error', at: error.at, message: error.message, suggestion: error.suggestion }
    throw error
  }
}

/** One term from its parts, checked like the parser checks it; an Error text when it cannot be. */
export function makeTerm(field: Field, key: string | null, op: Operator, raw: readonly string[]): Term | string {
  if (!operatorsOf(field).includes(op)) return `${field.name} cannot be asked with ${op}`
  const values: string[] = []
  for (const text of raw) {
    const value = canonical(field, op, text)
    if (value === undefined) return wrongValue(field, text)
    values.push(value)
  }
  return { kind: 'term', field: field.name, key, op, values }
}

function canonical(field: Field, op: Operator, text: string): string | undefined {
  if (field.values !== undefined) return field.values.includes(text) ? text : undefined
  const isNumber =
    (field.name === 'score' || field.name === 'attr') && op !== 'is' && op !== 'prefix' && op !== 'contains'
  if (isNumber) return parseValue('number', text)
  if (text === '' && field.type !== 'flag') return ''
  return parseValue(field.type, text)
}

function wrongValue(field: Field, text: string): string {
  if (field.values !== undefined) return `${field.name} has no value "${text}"`
  return `"${text}" is not a ${field.type === 'text' ? 'number' : field.type} for ${field.name}`
}

class Failure extends Error {
  readonly at: number
  readonly suggestion: string
  constructor(at: number, message: string, suggestion: string) {
    super(message)
    this.at = at
    this.suggestion = suggestion
  }
}

class Reader {
  readonly #text: string
  #at = 0
  #terms = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Filter {
    this.#space()
    if (this.#ended()) return EVERYTHING
    const filter = this.#any(0)
    if (this.#peek() === ',')
      throw new Failure(this.#at, 'a comma is out of place', 'list values without blanks: a,b; quote a comma: ","')
    if (!this.#ended())
      throw new Failure(this.#at, 'there is a closing bracket too many', 'remove it, or quote it: ")"')
    return filter
  }

  #any(depth: number): Filter {
    if (depth > MAX_DEPTH)
      throw new Failure(this.#at, `brackets are nested deeper than ${MAX_DEPTH}`, 'write it flatter')
    const parts = [this.#all(depth)]
    while (this.#word('OR')) parts.push(this.#all(depth))
    return anyOf(parts)
  }

  #all(depth: number): Filter {
    const parts = [this.#unary(depth)]
    for (;;) {
      this.#space()
      if (this.#ended() || this.#peek() === ')' || this.#peek() === ',' || this.#sees('OR')) return allOf(parts)
      this.#word('AND')
      parts.push(this.#unary(depth))
    }
  }

  #unary(depth: number): Filter {
    this.#space()
    if (this.#peek() === '-') {
      this.#at += 1
      return negate(this.#primary(depth))
    }
    return this.#word('NOT') ? negate(this.#primary(depth)) : this.#primary(depth)
  }

  #primary(depth: number): Filter {
    this.#space()
    if (this.#ended())
      throw new Failure(this.#at, 'something is missing at the end', 'write a term, such as status:error')
    this.#terms += 1
    if (this.#terms > MAX_TERMS)
      throw new Failure(this.#at, `there are more than ${MAX_TERMS} terms`, 'list values with commas')
    if (this.#peek() === '(') return this.#brackets(depth)
    const related = /^(has|count|then)\(/.exec(this.#rest())?.[1]
    if (related !== undefined) return this.#related(related as 'has' | 'count' | 'then', depth)
    return this.#term() ?? this.#search()
  }

  #brackets(depth: number): Filter {
    const opened = this.#at
    this.#at += 1
    const inner = this.#any(depth + 1)
    this.#space()
    if (this.#peek() !== ')') throw new Failure(opened, 'a bracket is not closed', 'add )')
    this.#at += 1
    return inner
  }

  /** Questions about other spans of the trace. */
  #related(kind: 'has' | 'count' | 'then', depth: number): Filter {
    const opened = this.#at
    this.#at += kind.length + 1
    const parts = [this.#part(kind, depth)]
    while (kind === 'then' && this.#sign(',')) parts.push(this.#part(kind, depth))
    if (!this.#sign(')')) throw new Failure(opened, `${kind}( is not closed`, 'add )')
    const [of = EVERYTHING] = parts
    if (kind === 'has') return { kind, of }
    if (kind === 'count') return { kind, of, ...this.#bound() }
    if (parts.length < 2 || parts.length > MAX_STEPS) {
      const advice = 'write then(tool:search status:error, kind:llm), with a blank after the comma'
      throw new Failure(opened, `then takes 2 to ${MAX_STEPS} parts`, advice)
    }
    return { kind, of: parts }
  }

  #part(kind: 'has' | 'count' | 'then', depth: number): Filter {
    this.#space()
    const isEmpty = this.#peek() === ')' && kind !== 'then'
    return isEmpty ? EVERYTHING : this.#any(depth + 1)
  }

  /** What a count is compared with. */
  #bound(): { op: CountOperator; n: number } {
    this.#space()
    const at = this.#at
    const match = /^(:|>=|<=|>|<)\s*(\d{1,9})(?=[\s),]|$)/.exec(this.#rest())
    const [all, op, n] = match ?? []
    if (all === undefined || op === undefined)
      throw new Failure(at, 'count(…) is compared with a whole number', 'write count(kind:tool)>3')
    this.#at += all.length
    return { op: op === ':' ? 'is' : (op as CountOperator), n: Number(n) }
  }

  #sign(sign: string): boolean {
    this.#space()
    if (this.#peek() !== sign) return false
    this.#at += 1
    return true
  }

  #term(): Filter | undefined {
    const start = this.#at
    const head = /^([A-Za-z_][\w.\-/]*?)(\.?)(?=:|>|<|"|\s*$|\s)/.exec(this.#rest())
    if (head?.[1] === undefined) return undefined
    const keyed = /^(attr|score)(?:\.(.*))?$/.exec(head[1])
    this.#at += head[0].length
    const key = keyed === null ? null : this.#key(keyed[2], head[2] === '.')
    const op = /^(:|>=|<=|>|<)/.exec(this.#rest())?.[1]
    if (op === undefined || (head[2] === '.' && keyed === null)) {
      this.#at = start
      return undefined
    }
    const field = this.#field(keyed?.[1] ?? head[1], start)
    if (keyed !== null && key === undefined)
      throw new Failure(start, `${keyed[1]} needs a key`, `write ${keyed[1]}.name:value`)
    this.#at += op.length
    return op === ':'
      ? this.#values(field, key ?? null, start)
      : this.#compare(field, key ?? null, op as Operator, start)
  }

  /** The key of `attr.` or `score.`: what stood after the dot, or a quoted one. */
  #key(bare: string | undefined, dotted: boolean): string | undefined {
    if (bare !== undefined && bare !== '') return dotted ? undefined : bare
    return dotted && this.#peek() === '"' ? this.#quoted() : undefined
  }

  #field(name: string, at: number): Field {
    const field = fieldNamed(name)
    if (field === undefined) throw new Failure(at, `there is no field "${name}"`, suggestField(name))
    return field
  }

  #compare(field: Field, key: string | null, op: Operator, start: number): Filter {
    return this.#checked(field, key, op, [this.#value()], start)
  }

  #values(field: Field, key: string | null, start: number): Filter {
    const byOperator = new Map<Operator, string[]>()
    do {
      const [op, value] = this.#oneValue()
      const list = byOperator.get(op) ?? []
      if (op !== 'set') list.push(value)
      byOperator.set(op, list)
    } while (this.#comma())
    const parts = [...byOperator].map(([op, values]) => this.#checked(field, key, op, values, start))
    return anyOf(parts)
  }

  #oneValue(): readonly [Operator, string] {
    if (/^\*(?=[\s),]|$)/.test(this.#rest())) {
      this.#at += 1
      return ['set', '']
    }
    if (this.#peek() === '~') {
      this.#at += 1
      return ['contains', this.#value()]
    }
    const wasQuoted = this.#peek() === '"'
    const value = this.#value()
    if (wasQuoted && this.#peek() === '*') {
      this.#at += 1
      return ['prefix', value]
    }
    return !wasQuoted && value.endsWith('*') ? ['prefix', value.slice(0, -1)] : ['is', value]
  }

  #checked(field: Field, key: string | null, op: Operator, values: readonly string[], at: number): Filter {
    const term = makeTerm(field, key, op, values)
    if (typeof term !== 'string') return term
    const choices = field.values === undefined ? exampleOf(field.type) : field.values.join(', ')
    throw new Failure(at, term, `operators of ${field.name}: ${operatorsOf(field).join(' ')}; values like ${choices}`)
  }

  #value(): string {
    if (this.#peek() === '"') return this.#quoted()
    const bare = /^[^\s"(),]+/u.exec(this.#rest())?.[0]
    if (bare === undefined) throw new Failure(this.#at, 'a value is missing', 'write one, or "" for nobody said')
    this.#at += bare.length
    return bare
  }

  #quoted(): string {
    const match = /^"((?:[^"\\]|\\["\\])*)"/u.exec(this.#rest())
    if (match === null)
      throw new Failure(this.#at, 'a quote is not closed', 'end it with "; inside, write \\" and \\\\')
    this.#at += match[0].length
    return (match[1] ?? '').replace(/\\(["\\])/g, '$1')
  }

  #search(): Filter {
    const at = this.#at
    const text = this.#peek() === '"' ? this.#quoted() : this.#value()
    if (text.trim() === '') throw new Failure(at, 'there is nothing to search for', 'write a word')
    return { kind: 'text', text }
  }

  #comma(): boolean {
    if (this.#peek() !== ',' || /^,(\s|$)/u.test(this.#rest())) return false
    this.#at += 1
    return true
  }

  #word(word: string): boolean {
    this.#space()
    if (!this.#sees(word)) return false
    this.#at += word.length
    return true
  }

  #sees(word: string): boolean {
    return (
      this.#text.startsWith(word, this.#at) &&
      /^[\s(]|^$/.test(this.#text.slice(this.#at + word.length, this.#at + word.length + 1))
    )
  }

  #space(): void {
    while (/\s/u.test(this.#peek())) this.#at += 1
  }

  #peek(): string {
    return this.#text.charAt(this.#at)
  }

  #rest(): string {
    return this.#text.slice(this.#at)
  }

  #ended(): boolean {
    return this.#at >= this.#text.length
  }
}

function negate(filter: Filter): Filter {
  return filter.kind === 'not' ? filter.of : { kind: 'not', of: filter }
}

function suggestField(name: string): string {
  const ranked = FIELDS.map((field) => ({ name: field.name, far: distance(name.toLowerCase(), field.name) }))
  ranked.sort((a, b) => a.far - b.far)
  const [best] = ranked
  const known =
    best !== undefined && best.far <= 3
      ? `did you mean ${best.name}?`
      : `fields: ${FIELDS.map((field) => field.name).join(', ')};`
  return `${known} an attribute is attr.${name}:…, a text with a colon is quoted`
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
