/**
 * `vitrine import`: files of OTLP JSON lines through the front door. Memory is bounded by the lines in flight, an
 * import that was cut short goes on where it stood, and what was not accepted is counted and named.
 */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf } from './base/errors.ts'
import { type FileLine, MAX_LINE_BYTES, readLines } from './import/lines.ts'
import type { ProgressView } from './import/progress.ts'
import { type Door, ImportStopped, type Sent, sendLine } from './import/send.ts'
import { type FileProgress, type ImportState, importId, NOTHING_YET } from './import/state.ts'

export interface ImportRequest {
  readonly files: readonly string[]
  readonly door: Door
  readonly state: ImportState
  /** Requests in flight. */
  readonly concurrency: number
  /** Send everything again, whatever the state says. */
  readonly restart: boolean
  readonly view: ProgressView
  readonly maxLineBytes?: number
}

export interface FileReport {
  readonly file: string
  readonly progress: FileProgress
  readonly wasComplete: boolean
  /** Why spans or lines were not accepted, with how often; the most frequent come first. */
  readonly reasons: readonly { readonly reason: string; readonly times: number }[]
}

/** Lines of this many bytes together may be in flight; a longer line goes alone. */
const MAX_BYTES_IN_FLIGHT = 32 * 1024 * 1024
const SAVE_EVERY_MS = 1_000
const PROBE_TIMEOUT_MS = 10_000
const MAX_REASONS = 20

/** Checks that every file is there before the first is sent. Throws ImportStopped when going on is pointless. */
export async function importFiles(request: ImportRequest): Promise<readonly FileReport[]> {
  const files = [...new Set(request.files.map((file) => path.resolve(file)))]
  for (const file of files) await requireFile(file)
  await requireDoor(request.door.url)
  const reports: FileReport[] = []
  for (const file of files) reports.push(await importFile(file, request))
  return reports
}

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) throw new ImportStopped(`cannot import ${file}: there is no such file`)
  if (!found.isFile())
    throw new ImportStopped(`cannot import ${file}: it is not a file; name the files in it one by one`)
}

/** Patience is for a server that stops answering; one that was never there is told at once. */
async function requireDoor(url: string): Promise<void> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })
  } catch (error) {
    throw new ImportStopped(
      `cannot import: no server answers at ${url}; start it with npm start, or name another with --url`,
      { cause: error },
    )
  }
}

async function importFile(file: string, request: ImportRequest): Promise<FileReport> {
  const { door, state, view } = request
  const id = await importId(file, `${door.url}\n${door.project ?? door.key ?? ''}`)
  const known = request.restart ? undefined : state.get(id)
  if (known?.isComplete) return { file, progress: known, wasComplete: true, reasons: [] }
  const { size } = await stat(file)
  const books = new FileBooks(known ?? NOTHING_YET)
  let savedMs = door.nowMs()
  const onAnswer = async (line: FileLine): Promise<void> => {
    const { acceptedSpans, rejectedSpans } = books.progress
    view.update(path.basename(file), line.fileBytesRead / Math.max(1, size), acceptedSpans, rejectedSpans)
    state.set(id, books.progress)
    if (door.nowMs() - savedMs < SAVE_EVERY_MS) return
    savedMs = door.nowMs()
    await state.save()
  }
  try {
    await sendLines(file, request, books, onAnswer)
    books.complete()
  } finally {
    state.set(id, books.progress)
    await state.save()
    view.end()
  }
  return { file, progress: books.progress, wasComplete: false, reasons: books.reasons() }
}

async function sendLines(
  file: string,
  request: ImportRequest,
  books: FileBooks,
  onAnswer: (line: FileLine) => Promise<void>,
): Promise<void> {
  const inFlight = new Set<Promise<void>>()
  let bytesInFlight = 0
  let stopped: unknown
  const firstLine = books.progress.nextLine
  const send = (line: FileLine): void => {
    bytesInFlight += line.sizeBytes
    const sending = answerOf(line, request.door)
      .then((sent) => {
        books.answered(line.index, sent)
        return onAnswer(line)
      })
      .catch((error: unknown) => {
        stopped ??= error
      })
      .finally(() => {
        inFlight.delete(sending)
        bytesInFlight -= line.sizeBytes
      })
    inFlight.add(sending)
  }
  const isFull = (line: FileLine): boolean =>
    inFlight.size >= request.concurrency || (inFlight.size > 0 && bytesInFlight + line.sizeBytes > MAX_BYTES_IN_FLIGHT)
  try {
    for await (const line of readLines(file, { maxLineBytes: request.maxLineBytes ?? MAX_LINE_BYTES })) {
      if (line.index < firstLine) continue
      while (isFull(line)) await Promise.race(inFlight)
      if (stopped !== undefined) break
      send(line)
    }
  } catch (error) {
    stopped ??= new ImportStopped(`cannot read ${file} to its end: ${messageOf(error)}; what came before was sent`, {
      cause: error,
    })
  }
  await Promise.all(inFlight)
  if (stopped !== undefined) throw stopped
}

async function answerOf(line: FileLine, door: Door): Promise<Sent | undefined> {
  if (line.bytes === undefined) {
    const mebibytes = Math.round(line.sizeBytes / 1024 / 1024)
    return { kind: 'refused', spans: 0, reason: `the line is too long (${mebibytes} MiB); the door takes 100 MiB` }
  }
  const isBlank = line.sizeBytes < 16 && line.bytes.toString('utf8').trim() === ''
  return isBlank ? undefined : await sendLine(door, line.bytes)
}

/** Counts answers, and how far the unbroken row of answered lines reaches. */
class FileBooks {
  progress: FileProgress
  readonly #waiting = new Map<number, Sent | undefined>()
  readonly #reasons = new Map<string, number>()

  constructor(start: FileProgress) {
    this.progress = start
  }

  answered(index: number, sent: Sent | undefined): void {
    this.#waiting.set(index, sent)
    while (this.#waiting.has(this.progress.nextLine)) {
      const next = this.#waiting.get(this.progress.nextLine)
      this.#waiting.delete(this.progress.nextLine)
      this.#count(this.progress.nextLine, next)
    }
  }

  complete(): void {
    this.progress = { ...this.progress, isComplete: true }
  }

  reasons(): { reason: string; times: number }[] {
    const all = [...this.#reasons].map(([reason, times]) => ({ reason, times }))
    return all.sort((a, b) => b.times - a.times)
  }

  #count(index: number, sent: Sent | undefined): void {
    const { progress } = this
    const isRefused = sent?.kind === 'refused'
    const rejected = sent === undefined ? 0 : sent.kind === 'refused' ? sent.spans : sent.rejected
    this.progress = {
      nextLine: index + 1,
      acceptedSpans: progress.acceptedSpans + (sent?.kind === 'accepted' ? sent.spans : 0),
      rejectedSpans: progress.rejectedSpans + rejected,
      failedLines: progress.failedLines + (isRefused ? 1 : 0),
      isComplete: false,
    }
    if (sent === undefined || (!isRefused && rejected === 0)) return
    this.#note(isRefused ? `line ${index + 1}: ${sent.reason}` : sent.reason || 'the door gave no reason')
  }

  /** The first reasons are kept word for word, later ones are counted together, so that memory stays flat. */
  #note(reason: string): void {
    const key = this.#reasons.has(reason) || this.#reasons.size < MAX_REASONS ? reason : 'other reasons'
    this.#reasons.set(key, (this.#reasons.get(key) ?? 0) + 1)
  }
}
