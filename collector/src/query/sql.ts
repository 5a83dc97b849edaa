/**
 * SQL is read from the `.sql` file beside each query. `{{slot}}`s in it are filled from closed tables in code;
 * values reach it only as {name:Type} parameters, which `Bindings` hands out.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { invariant } from '../base/errors.ts'
import type { QueryValue } from '../store/store.ts'

export type Params = Record<string, QueryValue>

/** The text of `<name>.sql` in this folder. */
export function readSql(name: string): string {
  return readFileSync(fileURLToPath(new URL(`./${name}.sql`, import.meta.url)), 'utf8').replace(/^--.*\n/gm, '')
}

/** Fills every slot; a missing or a surplus one is our mistake. */
export function fill(template: string, slots: Readonly<Record<string, string>>): string {
  const used = new Set<string>()
  const filled = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const text = slots[name]
    invariant(text !== undefined, `the slot ${name} of a query is not filled`)
    used.add(name)
    return text
  })
  const surplus = Object.keys(slots).filter((name) => !used.has(name))
  invariant(surplus.length === 0, `a query has no slot ${surplus.join(', ')}`)
  return filled
}

type ValueType =
  | 'String'
  | 'Int64'
  | 'UInt64'
  | 'Float64'
  | 'Decimal(38, 12)'
  | 'Array(String)'
  | 'Array(Int64)'
  | 'Array(Float64)'

/** Collects values and gives back the placeholders that stand for them. */
export class Bindings {
  readonly params: Params = {}

  add(type: ValueType, value: QueryValue): string {
    const name = `p${Object.keys(this.params).length}`
    this.params[name] = value
    return `{${name}:${type}}`
  }
}
