import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'

/** Bytes of one upload; more than a page shows of one span at once would never be seen. */
export const MAX_MEDIA_BYTES = 16 * 1024 * 1024

/** POST /media/{sha256}: the body is the picture, sound or file itself, `content-type` its type. */
export const mediaParams = z.object({
  sha256: z
    .string()
    .check(
      z.regex(/^[0-9a-f]{64}$/, 'write 64 lower-case hex characters'),
      z.describe('SHA-256 of the body, in lower-case hex'),
    ),
})
export const mediaQuery = z.strictObject({ ...projectParameter })
export const mediaBody = z.unknown().check(z.describe(`the bytes as they are, at most ${MAX_MEDIA_BYTES}`))

/** `reference` goes into the span's content, in the place of the bytes or of their base64. */
export const mediaAnswer = z.object({
  reference: z.string().check(z.describe('write it where the bytes would stand in the content of a span')),
  media_type: z.string(),
  size_bytes: z.int(),
})
export type MediaAnswer = z.infer<typeof mediaAnswer>
