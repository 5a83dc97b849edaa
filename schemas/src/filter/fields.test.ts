import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { FIELDS, operatorsOf } from './fields.ts'

const page = readFileSync(fileURLToPath(new URL('../../../docs/filter.md', import.meta.url)), 'utf8').replace(
  / +/g,
  ' ',
)

it.each(FIELDS.map((field) => [field.name, field] as const))('docs/filter.md lists %s as it is', (name, field) => {
  const operators = operatorsOf(field).map((operator) => `\`${operator}\``)
  const line = `| \`${name}${field.keyed === true ? '.<key>' : ''}\` | ${field.type} | ${operators.join(' ')} | ${field.by ? 'yes ' : ''}|`
  expect(page).toContain(line)
})

it('docs/filter.md lists no other field', () => {
  expect(page.match(/^\| `/gm)).toHaveLength(FIELDS.length)
})
