import { parseTimeNs, type Score, type ScoreBody, type ScoreListQuery } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import type { Store } from '../../store/store.ts'
import { ApiError } from '../api-error.ts'
import type { Call, Handlers } from '../handlers.ts'
import { decodeCursor, encodeCursor } from '../page-cursor.ts'
import { hexId, readScore, SCORE_COLUMNS, type ScoreRow, scoreAnswer } from '../score-rows.ts'

const DEFAULT_LIMIT = 100

/** Scores: written by anybody who has a key of the project, read and removed with the secret one. */
export function scoreRoutes({ store, clock }: { store: Store; clock: Clock }) {
  return {
    async writeScore(call) {
      const { body } = call
      if (!Array.isArray(body)) {
        const [only] = await write(call, [body])
        if (only === undefined) throw new Error('BUG: a score was written and not answered')
        return only
      }
      return { scores: await write(call, body) }
    },

    async listScores({ scope, query }) {
      const limit = query.limit ?? DEFAULT_LIMIT
      const rows = await store.query<ScoreRow>(listSql(query), {
        ...listParams(query),
        project: scope().projectId,
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        scores: page.map(scoreAnswer),
        next_cursor: rows.length > limit && last !== undefined ? encodeCursor([last.time_ns, last.score_id]) : null,
      }
    },

    async deleteScore({ scope, params }) {
      const [row] = await existing(store, scope().projectId, [params.score_id])
      if (row === undefined) {
        throw new ApiError(404, 'unknown_score', 'cannot find that score in this project', {
          advice: 'GET /api/v1/scores lists them',
          params: { score: params.score_id },
        })
      }
      await store.insertRows('scores', [storedRow(scope().projectId, { ...row, version: nextVersion(clock, row) }, 1)])
      return { done: true }
    },
  } satisfies Handlers

  async function write(call: Call<'writeScore'>, bodies: readonly ScoreBody[]): Promise<Score[]> {
    const { projectId } = call.scope()
    const source = call.userId === '' ? 'api' : 'annotation'
    const asked = bodies.map((body) => readScore(body, { source, userId: call.userId, nowNs: clock.nowNs() }))
    const known = new Map(
      (
        await existing(
          store,
          projectId,
          asked.map((row) => row.score_id),
        )
      ).map((row) => [row.score_id, row]),
    )
    const rows = new Map<string, ScoreRow>()
    for (const [index, row] of asked.entries()) {
      const before = known.get(row.score_id)
      if (call.identity?.principal.kind === 'public-key') requirePublic(row, before)
      // A repeat keeps its time unless it names another: sending the same score twice changes nothing.
      const time_ns = bodies[index]?.time === undefined && before !== undefined ? before.time_ns : row.time_ns
      rows.set(row.score_id, { ...row, time_ns, version: nextVersion(clock, before) })
    }
    await store.insertRows(
      'scores',
      [...rows.values()].map((row) => storedRow(projectId, row, 0)),
    )
    return asked.map((row) => scoreAnswer(rows.get(row.score_id) ?? row))
  }
}

/** A public key lies in a browser: what judges and code said is not its to change. */
function requirePublic(row: ScoreRow, before: ScoreRow | undefined): void {
  const isOpen = (source: string) => source === 'api' || source === 'annotation'
  if (isOpen(row.source) && (before === undefined || isOpen(before.source))) return
  throw new ApiError(403, 'forbidden', 'cannot write this score with a public key', {
    advice: 'a public key writes scores of the sources api and annotation; use the secret key',
  })
}

async function existing(store: Store, projectId: string, ids: readonly string[]): Promise<ScoreRow[]> {
  return await store.query<ScoreRow>(
    `select ${SCORE_COLUMNS} from scores final
     where project_id = {project:String} and score_id in {ids:Array(String)} limit 10000`,
    { project: projectId, ids },
  )
}

function listSql(query: ScoreListQuery): string {
  const terms = [
    'project_id = {project:String}',
    ...(query.from === undefined ? [] : ['time >= fromUnixTimestamp64Nano({from:Int64})']),
    ...(query.to === undefined ? [] : ['time < fromUnixTimestamp64Nano({to:Int64})']),
    ...(query.name === undefined ? [] : ['name = {name:String}']),
    ...(query.trace_id === undefined ? [] : ['trace_id = {trace:String}']),
    ...(query.span_id === undefined ? [] : ['span_id = {span:String}']),
    ...(query.session_id === undefined ? [] : ['session_id = {session:String}']),
    ...(query.source === undefined ? [] : ['source = {source:String}']),
    ...(query.cursor === undefined
      ? []
      : ['(toUnixTimestamp64Nano(time), score_id) < ({cursor_time:Int64}, {cursor_id:String})']),
  ]
  return `select ${SCORE_COLUMNS} from scores final where ${terms.join(' and ')}
    order by time_ns desc, score_id desc limit {limit:UInt32}`
}

function listParams(query: ScoreListQuery): Record<string, string> {
  const [cursorTime, cursorId] = query.cursor === undefined ? [] : decodeCursor(query.cursor, ['integer', 'text'])
  const all = {
    from: query.from === undefined ? undefined : timeOf(query.from),
    to: query.to === undefined ? undefined : timeOf(query.to),
    name: query.name,
    trace: query.trace_id === undefined ? undefined : hexId(query.trace_id),
    span: query.span_id === undefined ? undefined : hexId(query.span_id),
    session: query.session_id,
    source: query.source,
    cursor_time: cursorTime,
    cursor_id: cursorId,
  }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function timeOf(text: string): string {
  const ns = parseTimeNs(text)
  if (ns !== undefined) return String(ns)
  throw new ApiError(400, 'invalid_parameter', `cannot read the time ${JSON.stringify(text)}`, {
    advice: 'write RFC 3339 or Unix nanoseconds',
  })
}

function storedRow(projectId: string, row: ScoreRow, deleted: 0 | 1): Record<string, unknown> {
  const { time_ns, version, ...rest } = row
  const ns = BigInt(time_ns)
  const time = `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ')}.${String(ns % 1_000_000_000n).padStart(9, '0')}`
  return { ...rest, project_id: projectId, time, version, deleted }
}

/** Nanoseconds, so that the later of two writes wins; never behind what is there. */
function nextVersion(clock: Clock, before: { version: string } | undefined): string {
  const now = clock.nowNs()
  const least = before === undefined ? 0n : BigInt(before.version) + 1n
  return String(now > least ? now : least)
}
