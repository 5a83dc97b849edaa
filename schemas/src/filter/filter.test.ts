import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIELDS, operatorsOf } from './fields.ts'
import { allOf, anyOf, COUNT_OPERATORS, type Filter, filterJson, withoutField } from './filter.ts'
import { filterOf } from './flat.ts'
import { makeTerm, parseFilter } from './parse.ts'
import { printFilter } from './print.ts'

const read = (text: string): Filter => {
  const parsed = parseFilter(text)
  if (parsed.kind === 'error') throw new Error(`${parsed.message} at ${parsed.at} of ${text}`)
  return parsed.filter
}

const term = (field: string, op: string, values: string[], key: string | null = null) => ({
  kind: 'term',
  field,
  key,
  op,
  values,
})

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'gpt-4o',
    'سلام دنیا',
    'a:b',
    'OR',
    'has(',
    '-x',
    'a,b',
    '"',
    '\\',
    '*',
    'x*',
    '~y',
    '(',
    'https://a.b/c?d=e',
  ),
)

const anyTerm: fc.Arbitrary<Filter> = fc
  .constantFrom(...FIELDS)
  .chain((field) => fc.tuple(fc.constant(field), fc.constantFrom(...operatorsOf(field))))
  .chain(([field, op]) => {
    const isNumber = field.type !== 'text' || ['>', '>=', '<', '<='].includes(op)
    const value = field.values
      ? fc.constantFrom(...field.values)
      : field.type === 'flag'
        ? fc.constantFrom('true', 'false')
        : !isNumber
          ? anyText
          : field.type === 'duration'
            ? fc.integer({ min: 0, max: 90_000 }).map((n) => `${n}ms`)
            : field.type === 'time'
              ? fc.bigInt({ min: -5n, max: 2n ** 63n }).map(String)
              : fc.oneof(
                  fc.integer({ min: 0, max: 9_000_000 }).map(String),
                  fc
                    .constantFrom('8k', '1.5k', '0.05', '2M')
                    .filter((text) => field.type !== 'money' || !/[kM]/.test(text)),
                )
    const many =
      op === 'set' ? fc.constant([]) : fc.array(value, { minLength: 1, maxLength: isNumber && op !== 'is' ? 1 : 3 })
    return fc.tuple(many, field.keyed ? anyText : fc.constant(null)).map(([values, key]) => {
      const made = makeTerm(field, key, op, values)
      if (typeof made === 'string') throw new Error(made)
      return made
    })
  })

const anyFilter: fc.Arbitrary<Filter> = fc.letrec<{ node: Filter }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    anyTerm,
    anyText.filter((text) => text.trim() !== '').map((text): Filter => ({ kind: 'text', text })),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map(allOf),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map(anyOf),
    tie('node').map((of): Filter => ({ kind: 'has', of })),
    fc
      .tuple(
        fc.oneof(fc.constant<Filter>({ kind: 'all' }), tie('node')),
        fc.constantFrom(...COUNT_OPERATORS),
        fc.nat(2000),
      )
      .map(([of, op, n]): Filter => ({ kind: 'count', of, op, n })),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((of): Filter => ({ kind: 'then', of })),
    tie('node').map((of): Filter => (of.kind === 'not' || of.kind === 'all' ? of : { kind: 'not', of })),
  ),
})).node

describe('the filter', () => {
  it('reads what it prints, whatever the filter', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(read(printFilter(filter))).toEqual(filter)
        expect(filterJson.safeParse(JSON.parse(JSON.stringify(filter))).success).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('prints what it reads the same way twice, whatever people type, and never throws', () => {
    const typed = fc.array(
      fc.oneof(
        anyText,
        fc.constantFrom('(', ')', ' ', 'OR', 'AND', '-', 'NOT ', 'model:', 'duration>', 'attr.', ',', '2s'),
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(typed, fc.constantFrom('', ' '), (parts, glue) => {
        const parsed = parseFilter(parts.join(glue))
        if (parsed.kind === 'error') return
        const printed = printFilter(parsed.filter)
        expect(printFilter(read(printed))).toBe(printed)
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['', { kind: 'all' }],
    ['  ', { kind: 'all' }],
    ['status:error', term('status', 'is', ['error'])],
    ['model:gpt-4o,"claude 3"', term('model', 'is', ['gpt-4o', 'claude 3'])],
    ['duration>2s', term('duration', '>', ['2000000000'])],
    ['duration<=1.5ms', term('duration', '<=', ['1500000'])],
    ['start>=2026-01-31T12:00:00.5Z', term('start', '>=', ['1769860800500000000'])],
    ['cost>=$0.05', term('cost', '>=', ['0.05'])],
    ['tokens>8k', term('tokens', '>', ['8000'])],
    ['tokens.input>1.5k', term('tokens.input', '>', ['1500'])],
    ['attr.http.route:/a/b', term('attr', 'is', ['/a/b'], 'http.route')],
    ['attr."نام مشتری":"علی رضا"', term('attr', 'is', ['علی رضا'], 'نام مشتری')],
    ['score.helpfulness<0.5', term('score', '<', ['0.5'], 'helpfulness')],
    ['user:*', term('user', 'set', [])],
    ['user:""', term('user', 'is', [''])],
    ['name:chat*', term('name', 'prefix', ['chat'])],
    ['name:~"a b"', term('name', 'contains', ['a b'])],
    ['-model:gpt-4o', { kind: 'not', of: term('model', 'is', ['gpt-4o']) }],
    ['NOT has:error', { kind: 'not', of: term('has', 'is', ['error']) }],
    ['سلام', { kind: 'text', text: 'سلام' }],
    ['"two words"', { kind: 'text', text: 'two words' }],
    [
      'has(kind:tool status:error)',
      { kind: 'has', of: allOf([term('kind', 'is', ['tool']), term('status', 'is', ['error'])] as Filter[]) },
    ],
    ['-has(kind:tool)', { kind: 'not', of: { kind: 'has', of: term('kind', 'is', ['tool']) } }],
    ['count(tool:search) > 3', { kind: 'count', of: term('tool', 'is', ['search']), op: '>', n: 3 }],
    ['count():12', { kind: 'count', of: { kind: 'all' }, op: 'is', n: 12 }],
    ['then(tool:a,b, model:y)', { kind: 'then', of: [term('tool', 'is', ['a', 'b']), term('model', 'is', ['y'])] }],
    ['trace.errors>0', term('trace.errors', '>', ['0'])],
    [
      'a OR b c',
      {
        kind: 'or',
        of: [
          { kind: 'text', text: 'a' },
          {
            kind: 'and',
            of: [
              { kind: 'text', text: 'b' },
              { kind: 'text', text: 'c' },
            ],
          },
        ],
      },
    ],
  ])('reads %s', (text, filter) => {
    expect(read(text)).toEqual(filter)
  })

  it.each([
    ['modle:x', /no field "modle"/, /did you mean model/],
    ['status:broken', /no value "broken"/, /unset, ok, error/],
    ['duration>fast', /not a duration/, /2s/],
    ['(a', /not closed/, /add \)/],
    ['a)', /too many/, /quote/],
    ['"a', /quote is not closed/, /end it/],
    ['model:', /value is missing/, /""/],
    ['has(status:error', /not closed/, /add \)/],
    ['count(kind:tool)', /whole number/, /count\(kind:tool\)>3/],
    ['count(kind:tool)>2.5', /whole number/, /./],
    ['then(kind:tool)', /2 to 8 parts/, /blank after the comma/],
    ['then(tool:a,model:b)', /2 to 8 parts/, /blank after the comma/],
    ['model:a, b', /comma is out of place/, /without blanks/],
    ['kind~x OR', /missing at the end/, /./],
    ['model>3', /cannot be asked/, /is prefix/],
    [`${'('.repeat(60)}a`, /nested/, /flatter/],
  ])('says what is wrong with %s', (text, message, suggestion) => {
    const parsed = parseFilter(text)
    expect(parsed).toMatchObject({
      kind: 'error',
      message: expect.stringMatching(message),
      suggestion: expect.stringMatching(suggestion),
    })
  })

  it('takes flat parameters as sugar', () => {
    expect(filterOf({ q: 'has:error', model: ['a', 'b'], user: '' })).toEqual({
      kind: 'ok',
      filter: {
        kind: 'and',
        of: [term('has', 'is', ['error']), term('user', 'is', ['']), term('model', 'is', ['a', 'b'])],
      },
    })
    expect(filterOf({ kind: 'banana' })).toMatchObject({ kind: 'error' })
  })

  it('counts a facet without its own term', () => {
    expect(printFilter(withoutField(read('model:a -model:b user:c'), 'model'))).toBe('user:c')
  })
})
