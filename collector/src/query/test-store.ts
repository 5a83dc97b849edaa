/** A store in a folder of its own with rows of known numbers: what the tests of the reads share. */
import { rm } from 'node:fs/promises'
import { type Filter, parseFilter } from '@vitrine/schemas/filter'
import { createChdbStore } from '../store/chdb.ts'
import type { Store } from '../store/store.ts'
import { migratedFolder } from '../store/test-folder.ts'

export interface TestStore {
  readonly store: Store
  close(): Promise<void>
}

export async function openTestStore(): Promise<TestStore> {
  const path = await migratedFolder()
  const store = await createChdbStore({ path, readSessions: 2 })
  return {
    store,
    async close() {
      await store.close()
      await rm(path, { recursive: true, force: true })
    },
  }
}

export const PROJECT = 'default~1'
export const OTHER_PROJECT = 'other~1'
/** 2026-03-01T10:00:00Z */
export const T0 = 1_772_359_200_000_000_000n

export function filterOf(q: string): Filter {
  const parsed = parseFilter(q)
  if (parsed.kind === 'error') throw new Error(parsed.message)
  return parsed.filter
}

type Row = Readonly<Record<string, unknown>>

export const traceIdOf = (n: number) => n.toString(16).padStart(32, '0')
export const spanIdOf = (n: number) => n.toString(16).padStart(16, '0')
/** Nanoseconds after T0, as the store writes times. */
export const at = (seconds: number) => timeText(T0 + BigInt(Math.round(seconds * 1e9)))

function timeText(ns: bigint): string {
  return `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`
}

export function spanRow(trace: number, span: number, row: Row = {}): Row {
  const kind = row.kind ?? 'other'
  return {
    project_id: PROJECT,
    start_time: at(span),
    end_time: at(span + 1),
    trace_id: traceIdOf(trace),
    span_id: spanIdOf(span),
    name: `span ${span}`,
    kind,
    clock: 'ok',
    status: 'unset',
    service: 'shop',
    received_time: at(span),
    own_counts: ['llm', 'embedding', 'reranker'].includes(String(kind)) ? 1 : 0,
    protocol: 'otlp_traces',
    version: 1,
    ...row,
  }
}

export function traceRow(trace: number, row: Row = {}): Row {
  return {
    project_id: PROJECT,
    trace_id: traceIdOf(trace),
    start_time: at(0),
    end_time: at(10_000),
    version: 1,
    ...row,
  }
}
