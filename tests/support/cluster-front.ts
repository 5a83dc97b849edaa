/**
 * A cluster of one shard in one engine, which is as much of a cluster as it can be: Distributed tables and joins over
 * them are real, replication is left out, and a second shard would need a second server to connect to.
 */
export function clusterConfig(name: string): string {
  const replica = '<replica><host>127.0.0.1</host><port>9000</port></replica>'
  const shard = `<shard><internal_replication>true</internal_replication>${replica}</shard>`
  return `<clickhouse><remote_servers><${name}>${shard}</${name}></remote_servers><tcp_port>9000</tcp_port></clickhouse>\n`
}

/** The statement of one engine for one of a cluster. */
export function onOneShard(statement: string): string {
  return statement
    .replace(/ on cluster '[^']+'/gi, '')
    .replace(/engine = Replicated(\w+)\('[^']*', '[^']*'(?:, )?/i, 'engine = $1(')
}
