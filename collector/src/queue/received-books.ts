/** The queue's cumulative count of what it was given. Cells that changed are written with the records they count. */
import type { Database } from 'lmdb'
import { heardByGroup } from './open-lmdb.ts'
import type { EnvelopeHeaders, ReceivedCount } from './queue.ts'

export type BookKey = [projectId: string, day: string, keyId: string, sdk: string, protocol: string]

export interface ReceivedBooks {
  add(headers: EnvelopeHeaders): void
  /** Puts what changed since the last time. */
  write(): void
  reload(): void
  list(): readonly ReceivedCount[]
}

export function createReceivedBooks(table: () => Database<number, BookKey>): ReceivedBooks {
  const cells = new Map<string, { key: BookKey; spans: number }>()
  const changed = new Set<string>()

  function reload(): void {
    cells.clear()
    changed.clear()
    for (const { key, value } of table().getRange()) cells.set(JSON.stringify(key), { key, spans: value })
  }

  reload()
  return {
    reload,
    add: (headers) => {
      const day = new Date(headers.receivedMs).toISOString().slice(0, 10)
      const key: BookKey = [headers.projectId, day, headers.keyId, headers.sdk, headers.protocol]
      const id = JSON.stringify(key)
      const cell = cells.get(id)
      if (cell === undefined) cells.set(id, { key, spans: headers.spanCount })
      else cell.spans += headers.spanCount
      changed.add(id)
    },
    write: () => {
      for (const id of changed) {
        const cell = cells.get(id)
        if (cell !== undefined) heardByGroup(table().put(cell.key, cell.spans))
      }
      changed.clear()
    },
    list: () =>
      [...cells.values()].map(({ key: [projectId, day, keyId, sdk, protocol], spans }) => {
        return { projectId, day, keyId, sdk, protocol, spans }
      }),
  }
}
