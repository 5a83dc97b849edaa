/**
 * How far each file has been sent, so that an import which was cut short goes on where it stood. Sending a line again
 * is harmless, so the state may lag behind; it may never run ahead, so only an unbroken row of answered lines counts.
 */
import { createHash } from 'node:crypto'
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises'

export interface FileProgress {
  /** Every line before this one was answered. */
  readonly nextLine: number
  readonly acceptedSpans: number
  readonly rejectedSpans: number
  readonly failedLines: number
  readonly isComplete: boolean
}

export const NOTHING_YET: FileProgress = {
  nextLine: 0,
  acceptedSpans: 0,
  rejectedSpans: 0,
  failedLines: 0,
  isComplete: false,
}

export interface ImportState {
  get(id: string): FileProgress | undefined
  set(id: string, progress: FileProgress): void
  /** Writes what changed, whole or not at all. */
  save(): Promise<void>
}

/** Enough of both ends to tell files apart without reading a huge one twice. */
const SAMPLE_BYTES = 64 * 1024

/** Names a file's content (wherever it lies) and where it is sent to. */
export async function importId(file: string, target: string): Promise<string> {
  const { size } = await stat(file)
  const handle = await open(file)
  try {
    const hash = createHash('sha256').update(`${target}\n${size}\n`)
    for (const from of [0, Math.max(0, size - SAMPLE_BYTES)]) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, from)
      hash.update(buffer.subarray(0, bytesRead))
    }
    return hash.digest('hex')
  } finally {
    await handle.close()
  }
}

export async function openImportState(file: string): Promise<ImportState> {
  const entries = new Map<string, FileProgress>(await readEntries(file))
  let isDirty = false
  return {
    get: (id) => entries.get(id),
    set(id, progress) {
      entries.set(id, progress)
      isDirty = true
    },
    async save() {
      if (!isDirty) return
      isDirty = false
      const draft = `${file}.${process.pid}.tmp`
      await writeFile(draft, `${JSON.stringify(Object.fromEntries(entries))}\n`, { mode: 0o600 })
      await rename(draft, file)
    },
  }
}

/** A missing or broken state means starting over, which is harmless. */
async function readEntries(file: string): Promise<[string, FileProgress][]> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Object.entries(parsed as Record<string, FileProgress>).filter(([, entry]) =>
      Number.isInteger(entry.nextLine),
    )
  } catch {
    return []
  }
}
