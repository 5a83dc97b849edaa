/**
 * The same migrations on a cluster: every table is replicated, and the large ones are sharded by trace, spans,
 * fragments, verdicts and content alike, so that all versions of a row lie on one shard and FINAL never looks beyond
 * it. What is small lies whole on every node, so that it is always near. The tables that migrations name are what
 * readers and writers use; of a sharded one that is the Distributed table over `<name>_local`.
 */
import { invariant } from '../base/errors.ts'

export interface Cluster {
  /** As in remote_servers of the servers' configuration. */
  readonly name: string
  readonly database: string
}

/** Shard by a hash of the key's part that all versions of a row share. */
const SHARDED: Readonly<Record<string, string>> = {
  spans: 'cityHash64(project_id, trace_id)',
  span_content: 'cityHash64(project_id, trace_id)',
  span_fragments: 'cityHash64(project_id, trace_id)',
  span_verdicts: 'cityHash64(project_id, trace_id)',
  traces: 'cityHash64(project_id, trace_id)',
  ingest_books: 'cityHash64(queue, queue_partition, queue_offset)',
  blobs: 'cityHash64(project_id, hash)',
}

/** Kept in Keeper by names that outlive a table's id; {shard} and {replica} are macros of each server. */
const KEEPER_PATH = '/clickhouse/tables'
const CREATE =
  /^((?:--[^\n]*\n|\s)*)create table if not exists (\w+)\s*\((.*)\)\s*engine\s*=\s*(\w+)(?:\(([^)]*)\))?(.*)$/is
const ALTER = /^((?:--[^\n]*\n|\s)*)alter table (\w+)\s+(.*)$/is
const DELETE = /^((?:--[^\n]*\n|\s)*)delete from (\w+)\s+(.*)$/is
const DROP = /^((?:--[^\n]*\n|\s)*)drop table if exists (\w+)\s*$/is
/** What an alter does to the columns that a Distributed table shows as well. */
const COLUMN_CHANGE = /^\s*(add|drop|rename|modify|clear|comment)\s+column\b/i

export function isSharded(table: string): boolean {
  return Object.hasOwn(SHARDED, table)
}

/** The statements of a cluster for one of a single server. What is no change of a table stays as it is. */
export function clusterStatements(sql: string, cluster: Cluster): readonly string[] {
  const create = CREATE.exec(sql)
  if (create !== null) return createStatements(create, cluster)
  const alter = ALTER.exec(sql)
  if (alter !== null) return alterStatements(alter, cluster)
  const removal = DELETE.exec(sql)
  if (removal !== null) return [deleteStatement(removal, cluster)]
  const drop = DROP.exec(sql)
  if (drop !== null) return dropStatements(drop, cluster)
  invariant(
    !/^(?:--[^\n]*\n|\s)*(create|alter|drop|truncate|rename|optimize)\b/i.test(sql),
    `a statement that a cluster does not know yet: ${sql.slice(0, 80)}`,
  )
  return [sql]
}

/** Made before the first connection names it. */
export function createDatabase(database: string, cluster: string | undefined): string {
  return `create database if not exists ${database}${cluster === undefined ? '' : ` on cluster '${cluster}'`}`
}

function createStatements(match: RegExpExecArray, { name, database }: Cluster): readonly string[] {
  const [, comment = '', table = '', columns = '', engine = '', parameters = '', rest = ''] = match
  invariant(/MergeTree$/.test(engine), `cannot replicate a table with the engine ${engine}: ${table}`)
  const key = SHARDED[table]
  // Nodes of all shards are replicas of a table that lies whole everywhere.
  const place =
    key === undefined
      ? `'${KEEPER_PATH}/all/{database}/{table}', '{shard}-{replica}'`
      : `'${KEEPER_PATH}/{shard}/{database}/{table}', '{replica}'`
  const stored = key === undefined ? table : `${table}_local`
  const own = parameters.trim() === '' ? '' : `, ${parameters.trim()}`
  const replicated = `${comment}create table if not exists ${database}.${stored} on cluster '${name}'\n(${columns})\nengine = Replicated${engine}(${place}${own})${rest}`
  if (key === undefined) return [replicated]
  const distributed = `create table if not exists ${database}.${table} on cluster '${name}' as ${database}.${stored}\nengine = Distributed('${name}', '${database}', '${stored}', ${key})`
  return [replicated, distributed]
}

function alterStatements(match: RegExpExecArray, { name, database }: Cluster): readonly string[] {
  const [, comment = '', table = '', change = ''] = match
  const onTable = (stored: string, what: string) =>
    `${comment}alter table ${database}.${stored} on cluster '${name}' ${what}`
  if (!isSharded(table)) return [onTable(table, change)]
  const parts = splitClauses(change)
  const ofColumns = parts.filter((part) => COLUMN_CHANGE.test(part))
  const local = onTable(`${table}_local`, change)
  return ofColumns.length === 0 ? [local] : [local, onTable(table, ofColumns.map(withoutStorage).join(', '))]
}

/** A Distributed table has columns, but no codecs and no places. */
function withoutStorage(clause: string): string {
  return clause.replace(/\s+codec\s*\((?:[^()]|\([^()]*\))*\)/gi, '').trim()
}

/** A table that lies whole everywhere is one replicated table: its own replication carries the deletion. */
function deleteStatement(match: RegExpExecArray, { name, database }: Cluster): string {
  const [, comment = '', table = '', rest = ''] = match
  if (!isSharded(table)) return `${comment}delete from ${database}.${table} ${rest}`
  return `${comment}delete from ${database}.${table}_local on cluster '${name}' ${rest}`
}

function dropStatements(match: RegExpExecArray, { name, database }: Cluster): readonly string[] {
  const [, comment = '', table = ''] = match
  const names = isSharded(table) ? [table, `${table}_local`] : [table]
  return names.map((each) => `${comment}drop table if exists ${database}.${each} on cluster '${name}' sync`)
}

/** At commas outside brackets and quotes. */
function splitClauses(text: string): readonly string[] {
  const clauses: string[] = []
  let depth = 0
  let isQuoted = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === "'" && text[at - 1] !== '\\') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (sign === '(') depth += 1
    else if (sign === ')') depth -= 1
    else if (sign === ',' && depth === 0) {
      clauses.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...clauses, text.slice(from)]
}
