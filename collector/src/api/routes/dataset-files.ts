import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Request, Response } from 'express'
import { splitLines } from '../../base/lines.ts'
import { ApiError } from '../api-error.ts'
import type { DatasetStore } from '../datasets/dataset-store.ts'
import { exportLine, readItem } from '../datasets/item-lines.ts'
import type { Added, ItemStore, NewItem } from '../datasets/items.ts'
import type { Handlers } from '../handlers.ts'
import { requireDataset } from './datasets.ts'

const PAGE = 200
/** A batch of lines ends at either. */
const BATCH_ITEMS = 500
const BATCH_BYTES = 4 * 1024 * 1024
const MAX_LINE_BYTES = 16 * 1024 * 1024
const MAX_REJECTED = 1_000

/** Whole datasets as JSON lines, streamed both ways. */
export function datasetFileRoutes({ datasets, items }: { datasets: DatasetStore; items: ItemStore }) {
  return {
    async exportDataset({ scope, params, response }) {
      const { projectId } = scope()
      const dataset = await requireDataset(datasets, projectId, params.dataset_id)
      response.setHeader('content-type', 'application/x-ndjson; charset=utf-8')
      response.setHeader('content-disposition', `attachment; filename*=UTF-8''${fileName(dataset.name)}.jsonl`)
      let after = '0'
      for (;;) {
        const rows = await items.page({ projectId, datasetId: dataset.id, after, limit: PAGE })
        const isTaken = response.write(rows.map((row) => `${exportLine(row)}\n`).join(''))
        if (!isTaken) await drained(response)
        if (rows.length < PAGE || response.destroyed) break
        after = rows.at(-1)?.position ?? after
      }
      response.end()
      return undefined
    },

    async importDataset({ scope, params, request, userId }) {
      const { projectId } = scope()
      const dataset = await requireDataset(datasets, projectId, params.dataset_id)
      const rejected: { line: number; message: string }[] = []
      const total = { added: 0, repeats: 0 }
      for await (const batch of batches(bodyOf(request), rejected)) {
        const added: Added = await items.add({
          projectId,
          datasetId: dataset.id,
          userId,
          items: batch,
          onConflict: 'replace',
        })
        total.added += added.added
        total.repeats += added.repeats
      }
      return { dataset: await requireDataset(datasets, projectId, dataset.id), ...total, rejected }
    },
  } satisfies Handlers
}

/** As RFC 8187 writes text in a header; cut between characters, never within one. */
function fileName(name: string): string {
  const cut = [...name]
    .slice(0, 100)
    .join('')
    .replace(/\p{Surrogate}/gu, '_')
  return encodeURIComponent(cut).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
}

/** Resolves when the client took what was written, or went away. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
    if (response.destroyed) done()
  })
}

async function* batches(
  body: AsyncIterable<Buffer>,
  rejected: { line: number; message: string }[],
): AsyncGenerator<readonly NewItem[]> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let batch: NewItem[] = []
  let bytes = 0
  for await (const { index, bytes: line } of splitLines(body, MAX_LINE_BYTES)) {
    const read = line === undefined ? tooLong() : readLine(line, utf8)
    if (read === undefined) continue
    if (read.kind === 'bad') {
      reject(rejected, index + 1, read.why)
      continue
    }
    batch.push(read.item)
    bytes += line?.length ?? 0
    if (batch.length < BATCH_ITEMS && bytes < BATCH_BYTES) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

function readLine(line: Buffer, utf8: InstanceType<typeof TextDecoder>): ReturnType<typeof readItem> | undefined {
  let text: string
  try {
    text = utf8.decode(line)
  } catch {
    return { kind: 'bad', why: 'it is not UTF-8' }
  }
  return text.trim() === '' ? undefined : readItem(text)
}

function tooLong(): ReturnType<typeof readItem> {
  return { kind: 'bad', why: `it is longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB` }
}

/** A file that is something else entirely is refused as a whole, rather than answered line by line. */
function reject(rejected: { line: number; message: string }[], line: number, message: string): void {
  rejected.push({ line, message })
  if (rejected.length <= MAX_REJECTED) return
  throw new ApiError(
    400,
    'invalid_body',
    `cannot import: more than ${MAX_REJECTED} lines are no items; line ${line}: ${message}`,
    {
      advice: 'send lines as GET …/export writes them; what came before was taken',
      params: { line },
    },
  )
}

function bodyOf(request: Request): AsyncIterable<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return request
  if (encoding === 'gzip') {
    // The iteration ends with the error of either; this one only says that nobody else waits for it.
    return refusingBrokenGzip(pipeline(request, createGunzip(), () => undefined))
  }
  throw new ApiError(415, 'unsupported_media_type', `cannot read a body in ${encoding.slice(0, 50)}`, {
    advice: 'send it plain or gzipped',
  })
}

async function* refusingBrokenGzip(inflated: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* inflated
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error
    throw new ApiError(400, 'invalid_body', `cannot inflate the body: ${error.message}`, {
      advice: 'send it plain, or gzipped with content-encoding: gzip; what came before was taken',
      cause: error,
    })
  }
}
