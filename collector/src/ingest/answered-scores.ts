/**
 * Evaluations that name the provider's answer and no span: they wait, stored without a place, until a call with that
 * answer is there, whichever came first. The call that counts is scored; of several that saw the answer it is one.
 */
import { compareNs } from '../normalise/call-board.ts'
import type { Store } from '../store/store.ts'
import type { ScoreRow } from './evaluation-scores.ts'
import { decimalSeconds } from './evaluation-scores.ts'
import type { TouchedTrace } from './touched-traces.ts'

export interface AnsweredScores {
  /** Scores that came without a place, and traces in which their calls may be. */
  place(scores: readonly ScoreRow[], traces: readonly TouchedTrace[]): Promise<void>
  /** Those that wait, ever more seldom the longer they do: another process may have stored their call. */
  placeAll(): Promise<void>
}

/** How far from its evaluation the call may have begun. */
const WINDOW_NS = 86_400_000_000_000n
const MAX_WAITING = 10_000
/** Evaluations of one answer; beyond them the oldest is dropped from memory, and waits in the store for a start. */
const MAX_OF_ANSWER = 100
const MAX_ASKED = 200

interface Waiting {
  readonly rows: readonly ScoreRow[]
  /** The look before which the first of them came. */
  readonly since: number
}

const isPowerOfTwo = (n: number) => Number.isInteger(Math.log2(n))

function answerOf(row: ScoreRow): string {
  if (row.span_id !== '' || row.metadata === undefined || row.metadata === '') return ''
  const { response_id: id } = JSON.parse(row.metadata) as { readonly response_id?: unknown }
  return typeof id === 'string' ? id : ''
}

const WAITING = `select project_id, score_id, name, data_type, value, text_value, target, trace_id, span_id, source, comment,
  metadata, toString(time) as time, toString(version) as version
from scores final
where trace_id = '' and span_id = '' and target = 'span' and source = 'span' and metadata != ''
order by scores.time desc
limit ${MAX_WAITING}`

/** The call that counts comes first. */
const CALLS = `select response_id, argMin((trace_id, span_id), (verdict.counts = 0, own_counts = 0, start_time, span_id)) as place
from (select response_id, trace_id, span_id, own_counts, start_time from spans final
  where project_id = {project:String} and response_id in {ids:Array(String)}
    and start_time >= {from:DateTime64(9, 'UTC')} and start_time <= {to:DateTime64(9, 'UTC')}) as s
left join
(
  select trace_id, span_id, toNullable(counts) as counts from span_verdicts final where project_id = {project:String}
    and trace_id in (select trace_id from spans where project_id = {project:String} and response_id in {ids:Array(String)}
      and start_time >= {from:DateTime64(9, 'UTC')} and start_time <= {to:DateTime64(9, 'UTC')})
) as verdict on verdict.trace_id = s.trace_id and verdict.span_id = s.span_id
group by response_id
limit ${MAX_ASKED}`

export function createAnsweredScores(store: Store): AnsweredScores {
  /** By project and answer, oldest first. */
  const waiting = new Map<string, Waiting>()
  let looks = 0
  let loaded: Promise<void> | undefined

  const keep = (row: ScoreRow) => {
    const answer = answerOf(row)
    if (answer === '') return
    const key = `${row.project_id} ${answer}`
    const { rows, since } = waiting.get(key) ?? { rows: [], since: looks }
    const others = rows.filter((each) => each.score_id !== row.score_id)
    waiting.set(key, { rows: [...others, row].slice(-MAX_OF_ANSWER), since })
    const oldest = waiting.keys().next().value
    if (waiting.size > MAX_WAITING && oldest !== undefined) waiting.delete(oldest)
  }
  const load = async () => {
    for (const row of await store.query<ScoreRow>(WAITING)) keep(row)
  }
  const ready = async () => {
    loaded ??= load()
    await loaded.catch((error: unknown) => {
      loaded = undefined
      throw error
    })
  }

  async function ask(project: string, ids: readonly string[]): Promise<void> {
    const asked = ids.filter((id) => waiting.has(`${project} ${id}`))
    for (let at = 0; at < asked.length; at += MAX_ASKED) {
      const some = asked.slice(at, at + MAX_ASKED)
      const rows = some.flatMap((id) => waiting.get(`${project} ${id}`)?.rows ?? [])
      const times = rows.map((row) => nsOf(row.time)).sort(compareNs)
      const calls = await store.query<{ response_id: string; place: readonly [string, string] }>(CALLS, {
        project,
        ids: some,
        from: decimalSeconds((times[0] ?? 0n) - WINDOW_NS),
        to: decimalSeconds((times.at(-1) ?? 0n) + WINDOW_NS),
      })
      const placeOf = new Map(calls.map((row) => [row.response_id, row.place]))
      const placed = rows.flatMap((row) => {
        const place = placeOf.get(answerOf(row))
        return place === undefined
          ? []
          : [{ ...row, trace_id: place[0], span_id: place[1], metadata: '', version: '2' }]
      })
      if (placed.length > 0) await store.insertRows('scores', placed)
      for (const id of placeOf.keys()) waiting.delete(`${project} ${id}`)
    }
  }

  return {
    place: async (scores, traces) => {
      await ready()
      const fresh = scores.filter((row) => answerOf(row) !== '')
      for (const row of fresh) keep(row)
      if (waiting.size === 0) return
      const asked = new Map<string, Set<string>>()
      const add = (project: string, ids: readonly string[]) => {
        const known = asked.get(project) ?? new Set<string>()
        for (const id of ids) if (waiting.has(`${project} ${id}`)) known.add(id)
        if (known.size > 0) asked.set(project, known)
      }
      for (const row of fresh) add(row.project_id, [answerOf(row)])
      for (const { projectId, responseIds } of traces) add(projectId, responseIds)
      for (const [project, ids] of asked) await ask(project, [...ids])
    },
    placeAll: async () => {
      await ready()
      looks += 1
      const asked = new Map<string, string[]>()
      for (const { rows, since } of waiting.values()) {
        const [row] = rows
        if (row === undefined || !isPowerOfTwo(looks - since)) continue
        asked.set(row.project_id, [...(asked.get(row.project_id) ?? []), answerOf(row)])
      }
      for (const [project, ids] of asked) await ask(project, ids)
    },
  }
}

/** `1790000000.000000000`, or a date and a time, as the store writes it. */
function nsOf(time: string): bigint {
  const [seconds = '', fraction = ''] = time.split('.')
  const ns = BigInt(fraction.padEnd(9, '0').slice(0, 9) || '0')
  if (/^\d+$/.test(seconds)) return BigInt(seconds) * 1_000_000_000n + ns
  return BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1_000_000n + ns
}
