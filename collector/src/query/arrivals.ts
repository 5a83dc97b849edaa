/** GET /arrivals: releases and versions of prompts that a window sees for the first time. */
import type { Arrival, ArrivalsAnswer } from '@vitrine/schemas/api'
import { allOf, type Filter, printFilter } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { type MeasureRow, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { Bindings, fill, readSql } from './sql.ts'
import { readOptions } from './verdict-reading.ts'
import { type Window, windowSql } from './window.ts'

const TEMPLATE = readSql('arrivals')
/** What was not seen for so long is news when it comes back. */
const BEFORE_NS = 30n * 86_400_000_000_000n
const MOST = 50

export async function queryArrivals(
  store: Store,
  scope: ProjectScope,
  window: Window,
  signal?: AbortSignal,
): Promise<ArrivalsAnswer> {
  const bind = new Bindings()
  bind.params.project = scope.projectId
  const fromNs = window.fromNs === undefined ? undefined : window.fromNs - BEFORE_NS
  const sql = fill(TEMPLATE, { window: windowSql({ window: { ...window, fromNs } }, bind) })
  const rows = await store.query<MeasureRow>(sql, bind.params, readOptions('none', signal))
  const found = [...firsts(rows).values()]
    .filter(({ at }) => window.fromNs === undefined || BigInt(at) >= window.fromNs)
    .sort((a, b) => (BigInt(a.at) < BigInt(b.at) ? -1 : 1))
  return { arrivals: found.slice(-MOST), left_out: Math.max(0, found.length - MOST) }
}

function firsts(rows: readonly MeasureRow[]): ReadonlyMap<string, Arrival> {
  const found = new Map<string, Arrival>()
  for (const row of rows) {
    const at = textOf(row, 'first')
    for (const each of saidBy(row)) {
      const key = JSON.stringify([each.kind, each.name, each.version])
      const known = found.get(key)
      if (known === undefined || BigInt(at) < BigInt(known.at)) found.set(key, { ...each, at })
    }
  }
  return found
}

function saidBy(row: MeasureRow): readonly Omit<Arrival, 'at'>[] {
  const [release, prompt, version] = [textOf(row, 'release'), textOf(row, 'prompt'), textOf(row, 'version')]
  const released = { kind: 'release', name: release, version: null, q: printFilter(is('release', release)) } as const
  const q = printFilter(allOf([is('prompt', prompt), is('prompt_version', version)]))
  const published = { kind: 'prompt', name: prompt, version, q } as const
  return [...(release === '' ? [] : [released]), ...(prompt === '' || version === '' ? [] : [published])]
}

function is(field: 'release' | 'prompt' | 'prompt_version', value: string): Filter {
  return { kind: 'term', field, key: null, op: 'is', values: [value] }
}
