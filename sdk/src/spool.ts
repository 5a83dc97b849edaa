/**
 * Spans that could not be sent wait on disk with their pictures, bounded, and are sent by whichever process finds the address well again.
 * A file is one request's body, so that sending it needs no decoding. At least once: the collector counts a span that
 * comes twice once.
 */
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import { drop } from './drops.ts'
import { encodeBatch, sendBody } from './send-spans.ts'
import type { Destination, Settings } from './settings.ts'
import type { ReadSpan } from './span.ts'
import { dropKeptMedia, type KeptMedia, mediaNowOf, mediaOf, sendKeptMedia } from './spool-media.ts'
import { forgetMediaOf } from './upload-media.ts'

const MAX_BYTES = 64 * 1024 * 1024
const SUFFIX = '.otlp.gz'
/** A file that another process took and did not finish, perhaps because it died, is free again. */
const CLAIM_MS = 60_000

const compress = promisify(gzip)
let made = 0

/** Writes a batch to disk, with its pictures; false when there is no room for it, or no folder. */
export async function keepOnDisk(settings: Settings, batch: readonly ReadSpan[]): Promise<boolean> {
  const folder = settings.spool
  if (folder === undefined) return false
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => await sizeOf(path.join(folder, name))))
    const media = withRoom(MAX_BYTES - sum(sizes), takesMedia(settings) ? await mediaOf(batch) : [])
    const encoded = encodeBatch(settings, batch, media.references)
    if (encoded === undefined) return false
    const body = await compress(encoded.body)
    if (body.length > media.room) return false
    for (const { name, bytes } of media.kept) await writeFile(path.join(folder, name), bytes, { mode: 0o600 })
    const file = newFile(folder)
    await writeFile(`${file}.new`, body, { mode: 0o600 })
    await rename(`${file}.new`, file)
    forgetMediaOf(batch)
    if (encoded.unwritten > 0) drop('spool_failed', 'spans that cannot be written', encoded.unwritten)
    return true
  } catch (error) {
    drop('spool_failed', error, batch.length)
    return false
  }
}

/** The same at the end of a process, where nothing can be awaited. */
export function keepOnDiskNow(settings: Settings, batch: readonly ReadSpan[]): void {
  const folder = settings.spool
  if (folder === undefined) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.size)
    const room = MAX_BYTES - sum(sizes.map((size) => size ?? 0))
    const media = withRoom(room, takesMedia(settings) ? mediaNowOf(batch) : [])
    const encoded = encodeBatch(settings, batch, media.references)
    if (encoded === undefined) return
    const body = gzipSync(encoded.body)
    if (body.length > media.room) return
    for (const { name, bytes } of media.kept) writeFileSync(path.join(folder, name), bytes, { mode: 0o600 })
    const file = newFile(folder)
    writeFileSync(`${file}.new`, body, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch (error) {
    drop('spool_failed', error, batch.length)
  }
}

/** Another backend than Vitrine has no place for pictures, and nobody can be asked now. */
function takesMedia({ scores }: Settings): boolean {
  return scores !== undefined
}

/** Pictures for which there is room, and what they leave of it; the others are lost, and counted. */
function withRoom(room: number, media: readonly KeptMedia[]) {
  const kept: KeptMedia[] = []
  let left = room
  for (const each of media) {
    if (each.bytes.length > left) {
      drop('media_failed', 'no room where spans wait on disk')
      continue
    }
    left -= each.bytes.length
    kept.push(each)
  }
  return { kept, room: left, references: new Map(kept.map(({ id, reference }) => [id, reference])) }
}

/** Sends what waits on disk, oldest first; ends at the first that the address does not take. */
export async function sendKept(destination: Destination, settings: Settings): Promise<void> {
  const folder = settings.spool
  if (folder === undefined) return
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    if (!name.includes(SUFFIX)) continue
    // A span that shows a picture is sent after it.
    if (!(await sendKeptMedia(destination, folder))) return
    const claimed = await claim(folder, name)
    if (claimed === undefined) continue
    const body = await readFile(claimed).catch(() => undefined)
    if (body === undefined) continue
    const outcome = await sendBody(destination, body)
    if (outcome.kind === 'later') {
      await rename(claimed, path.join(folder, plainName(name))).catch(() => undefined)
      return
    }
    if (outcome.kind === 'refused') drop('export_refused', outcome.why, 0)
    await unlink(claimed).catch(() => undefined)
    if (outcome.kind === 'accepted') await dropKeptMedia(destination, folder)
  }
}

/** Of several processes one wins the rename. */
async function claim(folder: string, name: string): Promise<string | undefined> {
  const isFree = name.endsWith(SUFFIX)
  if (!isFree && !(name.includes(`${SUFFIX}.taken-`) && (await isOld(path.join(folder, name))))) return undefined
  const claimed = path.join(folder, `${plainName(name)}.taken-${process.pid}`)
  try {
    await rename(path.join(folder, name), claimed)
    return claimed
  } catch {
    return undefined
  }
}

function plainName(name: string): string {
  return name.slice(0, name.indexOf(SUFFIX) + SUFFIX.length)
}

function newFile(folder: string): string {
  made += 1
  return path.join(folder, `${Date.now()}-${process.pid}-${made}${SUFFIX}`)
}

async function isOld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined)
  return found !== undefined && Date.now() - found.ctimeMs > CLAIM_MS
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0)
}
