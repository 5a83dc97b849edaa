/** Groups by name, in SQL. */
import type { SplitKey } from '@vitrine/schemas/filter'

type Split = { readonly by: readonly { readonly key: SplitKey }[] }

/** The group of everything: no values. */
export const WHOLE = '[]'

/**
 * The group as JSON text, so that no value can pass for another or for 'other'. Made value by value, which the engine
 * does once for each entry of a column's dictionary.
 */
export function keySql({ by }: Split): string {
  if (by.length === 0) return `'${WHOLE}'`
  return jsonSql(by.map((_, index) => `g${index}`))
}

const jsonSql = (values: readonly string[]) =>
  `concat('[', ${values.map((value) => `toJSONString(${value})`).join(", ',', ")}, ']')`

/** Where a statement shows every group: one value needs no text before it is grouped by. */
export function lateKeySql(request: Split): { raw: string; key: string } {
  return request.by.length === 1 ? { raw: 'g0', key: jsonSql(['raw']) } : { raw: keySql(request), key: 'raw' }
}
