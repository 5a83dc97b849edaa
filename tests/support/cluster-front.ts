/**
 * A cluster of two shards in one engine: each shard is a database, which the configuration names as the default one
 * of its replica. What the product says to a cluster is said here to both, without the replication, which one engine
 * has not; so sharding, Distributed tables and joins over shards are real.
 */
const SHARDS = ['shard_0', 'shard_1'] as const

export function clusterConfig(name: string): string {
  const shard = (database: string) =>
    `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>9000</port><default_database>${database}</default_database></replica></shard>`
  return `<clickhouse><remote_servers><${name}>${SHARDS.map(shard).join('')}</${name}></remote_servers>
<tcp_port>9000</tcp_port><macros><shard>01</shard><replica>r1</replica></macros>
<zookeeper><implementation>testkeeper</implementation></zookeeper></clickhouse>\n`
}

/** The statements of one engine for one of a cluster. */
export function onShards(statement: string): readonly string[] {
  const sql = statement.replace(/ on cluster '[^']+'/gi, '')
  if (sql === statement && !/_local\b/.test(sql)) return [sql]
  if (/^\s*create database/i.test(sql)) return [sql, ...SHARDS.map((shard) => `create database if not exists ${shard}`)]
  // Replicas of a table that lies whole everywhere are one table here.
  const plain = sql.replace(/engine = Replicated(\w+)\('[^']*', '[^']*'(?:, )?/i, 'engine = $1(')
  if (/engine = Distributed\(/i.test(plain)) {
    return [
      plain
        .replace(/ as \w+\.(\w+_local)/i, ` as ${SHARDS[0]}.$1`)
        .replace(/(Distributed\('[^']+'), '[^']*'/i, "$1, ''"),
    ]
  }
  if (!/\b\w+\.\w+_local\b/.test(plain)) return [plain]
  return SHARDS.map((shard) => plain.replace(/\b\w+\.(\w+_local)\b/, `${shard}.$1`))
}
