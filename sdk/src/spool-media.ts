/**
 * The pictures of spans that wait on disk: a file each, named by content and type. The reference that the collector will
 * give is known beforehand, since it is made of the content, so the spans can be written with it.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, unlink } from 'node:fs/promises'
import path from 'node:path'
import { drop } from './drops.ts'
import { waitingMedia } from './media.ts'
import { isVitrine } from './send-spans.ts'
import type { Destination } from './settings.ts'
import type { ReadSpan } from './span.ts'
import { endedMediaIds, mediaBytes, sha256, uploadBytes } from './upload-media.ts'

const NAME = /^([0-9a-f]{64})\.([\w.+-]+~[\w.+-]+)\.media$/

export interface KeptMedia {
  readonly id: string
  /** Of its file. */
  readonly name: string
  readonly reference: string
  readonly bytes: Uint8Array
}

export async function mediaOf(batch: readonly ReadSpan[]): Promise<KeptMedia[]> {
  const kept: KeptMedia[] = []
  for (const [id, bytes, mimeType] of waitingOf(batch)) kept.push(keptAs(id, bytes, mimeType, await sha256(bytes)))
  return kept
}

/** The same where nothing can be awaited. */
export function mediaNowOf(batch: readonly ReadSpan[]): KeptMedia[] {
  return waitingOf(batch).map(([id, bytes, mimeType]) =>
    keptAs(id, bytes, mimeType, createHash('sha256').update(bytes).digest('hex')),
  )
}

function waitingOf(batch: readonly ReadSpan[]): (readonly [id: string, bytes: Uint8Array, mimeType: string])[] {
  return endedMediaIds(batch).flatMap((id) => {
    const media = waitingMedia(id)
    return media === undefined ? [] : [[id, mediaBytes(media), media.mimeType] as const]
  })
}

function keptAs(id: string, bytes: Uint8Array, mimeType: string, hash: string): KeptMedia {
  const name = `${hash}.${mimeType.replace('/', '~')}.media`
  return { id, name, bytes, reference: `blob:sha256:${hash}:${bytes.length};${mimeType}` }
}

/** Uploads what waits. False when the address takes nothing now; at one that is not Vitrine's they stay. */
export async function sendKeptMedia(destination: Destination, folder: string): Promise<boolean> {
  const waiting = await keptNames(folder)
  if (waiting.length === 0) return true
  const is = await isVitrine(destination)
  if (is !== true) return is === false
  for (const { name, hash, mimeType } of waiting) {
    const bytes = await readFile(path.join(folder, name)).catch(() => undefined)
    if (bytes === undefined) continue
    const answer = await uploadBytes(destination, { bytes, mimeType, hash })
    if (answer.kind === 'later') return false
    if (answer.kind === 'refused') drop('media_failed', answer.why)
    await unlink(path.join(folder, name)).catch(() => undefined)
  }
  return true
}

/** When their spans went to an address that is not Vitrine's. */
export async function dropKeptMedia(destination: Destination, folder: string): Promise<void> {
  const waiting = await keptNames(folder)
  if (waiting.length === 0 || (await isVitrine(destination)) !== false) return
  drop('media_failed', 'the address is not Vitrine’s', waiting.length)
  for (const { name } of waiting) await unlink(path.join(folder, name)).catch(() => undefined)
}

async function keptNames(folder: string) {
  return (await readdir(folder).catch(() => [])).flatMap((name) => {
    const [, hash, type] = NAME.exec(name) ?? []
    return hash === undefined || type === undefined ? [] : [{ name, hash, mimeType: type.replace('~', '/') }]
  })
}
