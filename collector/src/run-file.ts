/** $VITRINE_DATA/run.json: how other programs on this machine find the process. No keys. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface RunInfo {
  readonly pid: number
  readonly url: string
  readonly otlp: string
  readonly grpc: string
  readonly version: string
  /** RFC 3339. */
  readonly started: string
}

export interface RunFile {
  remove(): void
}

/** Appears whole or not at all. */
export function writeRunFile(dataFolder: string, info: RunInfo): RunFile {
  const path = join(dataFolder, 'run.json')
  const draft = `${path}.${info.pid}`
  writeFileSync(draft, `${JSON.stringify(info, null, 2)}\n`)
  renameSync(draft, path)
  return { remove: () => rmSync(path, { force: true }) }
}
