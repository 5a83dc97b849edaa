/** The settings of a ClickHouse server, as its adapter wants them: the same for the product and for `vitrine migrate`. */
import type { Config } from './config.ts'
import type { ClickhouseStoreOptions } from './store/clickhouse.ts'

/** undefined: no server is configured, and the embedded engine is used. */
export function serverStoreOptions(config: Config): ClickhouseStoreOptions | undefined {
  if (config.clickhouseUrl === undefined) return undefined
  const { clickhouseCaFile: caFile, clickhouseCertFile: certFile, clickhouseKeyFile: keyFile } = config
  const own = certFile === undefined || keyFile === undefined ? {} : { certFile, keyFile }
  return {
    url: config.clickhouseUrl,
    username: config.clickhouseUser,
    password: config.clickhousePassword,
    database: config.clickhouseDatabase,
    compression: config.clickhouseCompression,
    timeoutMs: config.clickhouseTimeoutMs,
    tls: caFile === undefined ? undefined : { caFile, ...own },
    cluster: config.clickhouseCluster,
    quorum: config.clickhouseQuorum,
    sequential: config.clickhouseSequential,
  }
}
