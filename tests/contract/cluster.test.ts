import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Session } from 'chdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterStatements, createDatabase, isSharded } from '../../collector/src/store/cluster-ddl.ts'
import { listMigrations } from '../../collector/src/store/migrate.ts'
import { clusterConfig, onOneShard } from '../support/cluster-front.ts'
import { tempFolder } from '../support/product.ts'

/**
 * The migrations of a cluster, judged by the engine: each statement is parsed as it is, and run on a shard of the
 * embedded engine without its replication, which needs a Keeper. A new migration in the folder is tested by being there.
 */
const CLUSTER = { name: 'c', database: 'vitrine' }
const migrations = listMigrations()
const folder = tempFolder('cluster-ddl-')
let session: Session

beforeAll(async () => {
  const config = path.join(folder.path, 'cluster.xml')
  writeFileSync(config, clusterConfig(CLUSTER.name))
  session = new Session(path.join(folder.path, 'db'), { connectionArgs: [`--config-file=${config}`] })
  await session.queryAsync(onOneShard(createDatabase('vitrine', CLUSTER.name)))
  await session.queryAsync('use vitrine')
})
afterAll(() => {
  session.close()
  rmSync(folder.path, { recursive: true, force: true })
})

/** The columns that an alter adds need their table, so they run in order, as a migration does. */
describe('the migrations of a cluster', () => {
  it.each(migrations.map(({ version, name, sql }) => [`${version} ${name}`, sql] as const))('%s', async (_, sql) => {
    const statements = clusterStatements(sql, CLUSTER)
    for (const statement of statements) {
      expect(statement).toMatch(/ on cluster 'c'/)
      await session.queryAsync(`explain ast ${statement}`)
      await session.queryAsync(onOneShard(statement))
    }
  })

  it('replicate every table, and shard what grows with spans by their trace', () => {
    for (const { sql } of migrations) {
      const table = /create table if not exists (\w+)/i.exec(sql)?.[1]
      if (table === undefined) continue
      const [stored = '', distributed = ''] = clusterStatements(sql, CLUSTER)
      expect(stored).toMatch(/^engine = Replicated\w*MergeTree\('/m)
      if (isSharded(table)) expect(distributed).toContain(`as vitrine.${table}_local\nengine = Distributed('c'`)
      // Whose rows are found by their trace has all versions of one on one shard.
      const isOfTrace = /^order by \(project_id, (hour, |start_time, )?trace_id/m.test(sql)
      expect(distributed.includes('cityHash64(project_id, trace_id)'), table).toBe(isOfTrace)
    }
  })
})

describe('other statements on a cluster', () => {
  it.each([
    [
      'alter table spans add column if not exists x String codec(ZSTD(1)) after name, add index by_x x type bloom_filter',
      [
        "alter table vitrine.spans_local on cluster 'c' add column if not exists x String codec(ZSTD(1)) after name, add index by_x x type bloom_filter",
        "alter table vitrine.spans on cluster 'c' add column if not exists x String after name",
      ],
    ],
    [
      'alter table spans modify setting old_parts_lifetime = 1',
      ["alter table vitrine.spans_local on cluster 'c' modify setting old_parts_lifetime = 1"],
    ],
    ['alter table scores add column y UInt8', ["alter table vitrine.scores on cluster 'c' add column y UInt8"]],
    [
      'delete from spans where project_id = {project:String} settings lightweight_deletes_sync = 2',
      [
        "delete from vitrine.spans_local on cluster 'c' where project_id = {project:String} settings lightweight_deletes_sync = 2",
      ],
    ],
    ['delete from scores where 1', ['delete from vitrine.scores where 1']],
    ['select 1', ['select 1']],
  ])('%s', async (sql, wanted) => {
    const statements = clusterStatements(sql, CLUSTER)
    expect(statements).toEqual(wanted)
    for (const statement of statements)
      await session.queryAsync(`explain ast ${statement.replace('{project:String}', "'p'")}`)
  })

  it('are refused when nobody has thought about them', () => {
    expect(() => clusterStatements('truncate table spans', CLUSTER)).toThrow(/a cluster does not know/)
  })
})
