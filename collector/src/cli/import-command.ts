/** `vitrine import`: reads the command line, finds the server, and says what came of it. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { messageOf } from '../base/errors.ts'
import { readConfig } from '../config.ts'
import { createProgressView } from '../import/progress.ts'
import { ImportStopped } from '../import/send.ts'
import { openImportState } from '../import/state.ts'
import { type FileReport, importFiles } from '../import.ts'
import { projectKey } from './project-key.ts'

const PATIENCE_MS = 10 * 60_000
const DEFAULT_CONCURRENCY = 4
const MAX_CONCURRENCY = 64
const STATE_FILE = 'import.json'

/** Gives back the exit code: 0 all accepted, 1 something was not, 2 the command line makes no sense. */
export async function runImport(args: readonly string[]): Promise<number> {
  try {
    const asked = readArguments(args)
    const { dataFolder, key } = readConfig()
    const view = createProgressView(process.stderr, Date.now)
    const url = (asked.url ?? urlOfRunning(dataFolder)).replace(/\/+$/, '')
    const state = await openImportState(asked.state ?? stateFile(dataFolder))
    const reports = await withKey(url, { ...asked, key: asked.key ?? key }, (usedKey) =>
      importFiles({
        files: asked.files,
        door: {
          url,
          key: usedKey,
          project: asked.project,
          patienceMs: PATIENCE_MS,
          wait,
          nowMs: Date.now,
          onWait: (why, ms) => view.note(`${why}; trying again in ${Math.ceil(ms / 1000)} s`),
        },
        state,
        concurrency: asked.concurrency,
        restart: asked.restart,
        view,
      }),
    )
    process.stdout.write(reportText(reports))
    return reports.some(({ progress }) => progress.rejectedSpans + progress.failedLines > 0) ? 1 : 0
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`)
    return error instanceof BadArguments ? 2 : 1
  }
}

/** With `--project` a key of its own, for as long as the import runs. */
async function withKey<T>(
  url: string,
  asked: { key: string | undefined; project: string | undefined },
  work: (key: string | undefined) => Promise<T>,
): Promise<T> {
  if (asked.project === undefined) return await work(asked.key)
  const own = await projectKey(url, asked.project, asked.key)
  if (own.note !== undefined) process.stdout.write(`${own.note}\n`)
  try {
    return await work(own.key)
  } finally {
    await own.release()
  }
}

class BadArguments extends Error {}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parse(args)
  if (positionals.length === 0) throw new BadArguments('cannot import: name at least one file; see vitrine help')
  const concurrency = Number(values.concurrency ?? DEFAULT_CONCURRENCY)
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY) {
    throw new BadArguments(
      `cannot use --concurrency ${values.concurrency}: a whole number from 1 to ${MAX_CONCURRENCY}`,
    )
  }
  if (values.url !== undefined && !URL.canParse(values.url)) {
    throw new BadArguments(`cannot use --url ${values.url}: it looks like http://127.0.0.1:4320`)
  }
  const { url, key, project, state, restart = false } = values
  return { files: positionals, url, key, project, state, restart, concurrency }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        key: { type: 'string' },
        project: { type: 'string' },
        concurrency: { type: 'string' },
        restart: { type: 'boolean' },
        state: { type: 'string' },
      },
    })
  } catch (error) {
    throw new BadArguments(`cannot import: ${messageOf(error)}; see vitrine help`, { cause: error })
  }
}

/** What a running server wrote down about itself; it takes spans without a key on the loopback. */
function urlOfRunning(dataFolder: string): string {
  const file = path.join(dataFolder, 'run.json')
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url
  } catch (error) {
    throw new ImportStopped(
      `cannot import: no server runs on ${dataFolder}; start it with npm start, or name another with --url or VITRINE_DATA`,
      { cause: error },
    )
  }
}

/** In the data folder, so that progress goes when the data goes; beside it when the server has none here. */
function stateFile(dataFolder: string): string {
  return existsSync(dataFolder) ? path.join(dataFolder, STATE_FILE) : `${dataFolder}.${STATE_FILE}`
}

function reportText(reports: readonly FileReport[]): string {
  const lines = reports.flatMap(({ file, progress, wasComplete, reasons }) => [
    `${path.basename(file)}: ${counted(progress)}${wasComplete ? ' (sent before; --restart sends it again)' : ''}`,
    ...reasons.map(({ reason, times }) => `  ${times > 1 ? `${times} times: ` : ''}${reason}`),
  ])
  const sum = (pick: (report: FileReport) => number) => reports.reduce((total, report) => total + pick(report), 0)
  const whole = {
    acceptedSpans: sum(({ progress }) => progress.acceptedSpans),
    rejectedSpans: sum(({ progress }) => progress.rejectedSpans),
    failedLines: sum(({ progress }) => progress.failedLines),
  }
  return `${[...lines, ...(reports.length > 1 ? [`together: ${counted(whole)}`] : [])].join('\n')}\n`
}

function counted(counts: { acceptedSpans: number; rejectedSpans: number; failedLines: number }): string {
  const failed = counts.failedLines === 0 ? '' : `, ${counts.failedLines} lines failed`
  return `${counts.acceptedSpans} spans accepted, ${counts.rejectedSpans} rejected${failed}`
}
