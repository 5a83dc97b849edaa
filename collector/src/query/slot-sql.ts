/** Buckets in SQL. */
import type { Buckets } from './buckets.ts'
import type { Bindings } from './sql.ts'

/** The index of the bucket that holds a time. */
export function slotSql(column: string, { uniform, startsNs }: Buckets, { bind }: { readonly bind: Bindings }): string {
  if (uniform !== undefined) {
    return `toInt64(intDiv(${column} - ${bind.add('Int64', uniform.firstNs)}, ${bind.add('Int64', uniform.stepNs)}))`
  }
  return `toInt64(arrayCount(bound -> bound <= ${column}, ${bind.add('Array(Int64)', startsNs)})) - 1`
}
