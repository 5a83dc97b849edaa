/** A store that notes what it is asked, for readers who want to know where a number comes from. */
import type { Statement } from '@vitrine/schemas/api'
import type { Clock } from '../base/clock.ts'
import type { QueryOptions, QueryValue, Store } from '../store/store.ts'

type Params = Readonly<Record<string, QueryValue>>

export function noteStatements(store: Store, clock: Clock, noted: Statement[]): Store {
  async function query<Row>(sql: string, params: Params = {}, options?: QueryOptions): Promise<Row[]> {
    const started = clock.passedMs()
    const rows = await store.query<Row>(sql, params, options)
    noted.push({ sql, params: plain(params), elapsed_ms: Math.round(clock.passedMs() - started) })
    return rows
  }
  return new Proxy(store, {
    get(target, name) {
      if (name === 'query') return query
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

/** Numbers beyond JSON's become texts. */
function plain(params: Params): Record<string, unknown> {
  return JSON.parse(JSON.stringify(params, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
}
