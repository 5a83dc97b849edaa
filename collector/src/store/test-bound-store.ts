/** For tests: a store with something else in the place of one of its functions. */
import type { Store } from './store.ts'

/** A store is a class: this is what can be spread, to put something in the place of one of its functions. */
export function boundStore(store: Store): Store {
  return {
    kind: store.kind,
    consistency: store.consistency,
    query: (...args) => store.query(...args),
    stream: (...args) => store.stream(...args),
    command: (...args) => store.command(...args),
    insertNative: (...args) => store.insertNative(...args),
    insertRows: (...args) => store.insertRows(...args),
    noteBacklog: (isBehind) => store.noteBacklog(isBehind),
    ping: () => store.ping(),
    close: () => store.close(),
  }
}
