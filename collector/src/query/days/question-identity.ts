/** What a question is kept under, and of which types its states are. */
import { createHash } from 'node:crypto'
import type { Store } from '../../store/store.ts'
import { bucketsOf } from '../buckets.ts'
import { Bindings } from '../sql.ts'
import type { StateForm } from './aggregate-states.ts'
import { MARKED_TABLES } from './day-marks.ts'
import { type DayQuestion, isFar, type KeptId, stepWithin } from './day-question.ts'
import { statementsOf } from './day-statements.ts'

/** Another when rows are written otherwise than before. */
const FORMAT = 1
const DAY_NS = 86_400_000_000_000n
const ENGINE = `select version() as version, name, engine, toString(uuid) as uuid from system.tables
where database = currentDatabase() and name in {tables:Array(String)} order by name limit 10`

export interface Identity {
  /** Of the sizes, and of each state: another for every statement that could say something else. */
  readonly ids: readonly KeptId[]
  readonly sql: string
  readonly params: Bindings['params']
}

/** undefined where it reads what has no marks. */
export function identityOf(question: DayQuestion, form: StateForm, engine: string): Identity | undefined {
  const whole = statementOf(question, form)
  if (!readsMarkedOnly(whole.sql)) return undefined
  const sizes = idOf(question, { states: [], merged: [] }, engine)
  // What else is asked decides which columns and joins are in the statement, and nothing of what it says.
  const states = form.states.map((state) => idOf(question, { states: [state], merged: [] }, engine))
  return { ids: [sizes, ...states], ...whole }
}

function idOf(question: DayQuestion, form: StateForm, engine: string): KeptId {
  const { sql, params } = statementOf({ ...question, verdicts: 'join', inheriting: undefined }, form)
  const said = [FORMAT, engine, stepWithin(question.step), question.tz, question.unit, sql, params]
  const text = JSON.stringify(said, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  const id = createHash('sha256').update(text).digest('hex').slice(0, 32)
  return { id, isFar: isFar(question, form.states) }
}

/** Of one day, whichever. */
function statementOf(question: DayQuestion, form: StateForm) {
  const window = { fromNs: 0n, toNs: DAY_NS }
  const buckets = bucketsOf('1d', { ...window, tz: 'UTC', nowNs: DAY_NS })
  const bind = new Bindings()
  const sql = statementsOf(question).live(question, form, { windows: [window], wholeRanges: undefined, buckets, bind })
  return { sql, params: bind.params }
}

function readsMarkedOnly(sql: string): boolean {
  const made = new Set([...sql.matchAll(/\b(\w+) as\s*\(/g)].map(([, name]) => name))
  const read = [...sql.matchAll(/\b(?:from|join)\s+([a-z_]\w*)/g)].map(([, name = '']) => name)
  return read.every((name) => made.has(name) || MARKED_TABLES.has(name))
}

/**
 * The engine and its tables, by what never stays when they are others. undefined of a cluster: what one replica says
 * of its parts, another may not have yet when it is asked for the sums.
 */
export async function readEngine(store: Store): Promise<string | undefined> {
  const tables = [...MARKED_TABLES]
  const rows = await store.query<Record<'version' | 'name' | 'engine' | 'uuid', string>>(ENGINE, { tables })
  const isSingle = rows.length === tables.length && rows.every((row) => row.engine === 'ReplacingMergeTree')
  return isSingle ? rows.map((row) => `${row.version} ${row.name} ${row.uuid}`).join('\n') : undefined
}

/** Of the columns s0, s1 … */
export async function typesOfStates(
  store: Store,
  { sql, params }: Identity,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const rows = await store.query<{ name: string; type: string }>(
    `describe table ${sql}`,
    params,
    signal === undefined ? {} : { signal },
  )
  return rows.filter(({ name }) => /^s\d+$/.test(name)).map(({ type }) => type.replaceAll("'", "\\'"))
}
