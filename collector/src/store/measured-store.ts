/** A store whose calls are timed: what a slow or absent server costs shows before the queue has grown. */
import type { Metrics } from '../base/metrics.ts'
import type { QueryOptions, QueryValue, Store } from './store.ts'

type Params = Readonly<Record<string, QueryValue>>

export function measuredStore(store: Store, metrics: Metrics): Store {
  const seconds = metrics.histograms.vitrine_store_seconds
  const timed = async <T>(call: string, run: () => Promise<T>): Promise<T> => {
    const end = seconds.startTimer({ call })
    try {
      const result = await run()
      end({ outcome: 'ok' })
      return result
    } catch (error) {
      end({ outcome: 'error' })
      throw error
    }
  }
  return {
    kind: store.kind,
    consistency: store.consistency,
    query: <Row>(sql: string, params?: Params, options?: QueryOptions) =>
      timed('query', () => store.query<Row>(sql, params, options)),
    stream: <Row>(sql: string, params?: Params, options?: QueryOptions) => store.stream<Row>(sql, params, options),
    command: (sql, params) => timed('command', () => store.command(sql, params)),
    insertNative: (table, blocks) => timed(`insert_${table}`, () => store.insertNative(table, blocks)),
    insertRows: (table, rows) => timed(`insert_${table}`, () => store.insertRows(table, rows)),
    noteBacklog: (isBehind) => store.noteBacklog(isBehind),
    ping: () => store.ping(),
    close: () => store.close(),
  }
}
