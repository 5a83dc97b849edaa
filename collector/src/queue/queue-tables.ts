/** What the embedded queue keeps in its file: headers and payloads by offset, its positions, and its books. */
import type { Database } from 'lmdb'
import { createLmdbTables, type LmdbTables } from './lmdb-tables.ts'
import type { EnvelopeHeaders } from './queue.ts'
import type { BookKey } from './received-books.ts'

export interface StoredHeaders extends EnvelopeHeaders {
  readonly payloadBytes: number
}

interface Tables {
  readonly meta: Database<number | string, string>
  readonly headers: Database<StoredHeaders, number>
  readonly payloads: Database<Buffer, number>
  readonly received: Database<number, BookKey>
  readonly attempts: Database<number, [number, number]>
}

export type QueueTables = LmdbTables<Tables>

export function createQueueTables(options: { readonly path: string; readonly maxBytes: number }): QueueTables {
  return createLmdbTables<Tables>(options, {
    meta: 'json',
    headers: 'json',
    payloads: 'binary',
    received: 'json',
    attempts: 'json',
  })
}
