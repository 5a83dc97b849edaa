/** Links by which anybody may read one trace: made, listed and taken back by the project, followed by strangers. */
import type { MappingRule } from '@vitrine/schemas'
import { type Share, type Shared, shareBody } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import { findTrace } from '../../query/find-trace.ts'
import { streamSkeleton } from '../../query/skeleton-stream.ts'
import type { BlobReader } from '../../query/span-content.ts'
import { getSpan } from '../../query/span-detail.ts'
import type { Store } from '../../store/store.ts'
import { ApiError } from '../api-error.ts'
import type { Auth } from '../auth.ts'
import type { Call, Handlers } from '../handlers.ts'
import { createKeptRows, type Kept } from '../kept-rows.ts'
import { readErrorOf } from '../read/read-errors.ts'
import { sendLines } from '../read/send-lines.ts'
import type { Sessions } from '../sessions.ts'
import { redactLine, redactSpan } from '../shares/redact-trace.ts'
import { nsOfMs } from './projects.ts'

const DAY_MS = 24 * 3600 * 1000

export interface ShareRouteOptions {
  readonly store: Store
  readonly clock: Clock
  readonly auth: Auth
  readonly sessions: Sessions
  readonly blobs?: BlobReader
  readonly rulesOf: (projectId: string) => readonly MappingRule[]
}

type Link = Kept<typeof shareBody._zod.output>

export function shareRoutes({ store, clock, auth, sessions, blobs, rulesOf }: ShareRouteOptions) {
  const links = createKeptRows({ store, clock, table: 'shares', schema: shareBody })
  const expiresMs = (link: Link) => link.createdMs + link.body.days * DAY_MS
  const isOver = (link: Link) => clock.nowMs() >= expiresMs(link)
  const shareOf = (link: Link): Share => ({
    id: link.id,
    trace_id: link.body.trace_id,
    content: link.body.content,
    created: nsOfMs(link.createdMs),
    expires: nsOfMs(expiresMs(link)),
    expired: isOver(link),
    user: link.userId === '' ? null : link.userId,
    token: sessions.signed('share', link.id),
  })
  /** A forged, expired and taken back link, and one to a deleted trace, all get the same answer. */
  const follow = async (token: string, { response }: Pick<Call<'getShared'>, 'response'>) => {
    const id = sessions.readSigned('share', token)
    const link = id === undefined ? undefined : await links.find(id)
    if (link === undefined || isOver(link)) throw unknownShare()
    response.setHeader('x-robots-tag', 'noindex, nofollow')
    response.setHeader('cache-control', 'no-store')
    return { link, scope: auth.sharedScope(link.projectId) ?? gone() }
  }
  return {
    listShares: async ({ scope }) => ({ shares: (await links.list(scope().projectId)).map(shareOf) }),

    async createShare({ scope, userId, body }) {
      const granted = scope()
      const { traceId } = await findTrace(store, granted, body.trace_id).catch((error: unknown) => {
        throw readErrorOf(error)
      })
      return shareOf(await links.create({ projectId: granted.projectId, userId, body: { ...body, trace_id: traceId } }))
    },

    async deleteShare({ scope, params }) {
      const wasThere = await links.remove({ projectId: scope().projectId, id: params.share_id })
      if (!wasThere) throw unknownShare()
      return { done: true }
    },

    async getShared(call): Promise<Shared> {
      const { link } = await follow(call.params.token, call)
      return { trace_id: link.body.trace_id, content: link.body.content, expires: nsOfMs(expiresMs(link)) }
    },

    async streamShared(call): Promise<undefined> {
      const { link, scope } = await follow(call.params.token, call)
      await sendLines(call.response, redacted(streamSkeleton(store, scope, link.body.trace_id)))
    },

    async getSharedSpan(call) {
      const { link, scope } = await follow(call.params.token, call)
      const asked = { traceId: link.body.trace_id, spanId: call.params.span_id }
      const span = await getSpan(store, scope, asked, { blobs, rules: rulesOf(scope.projectId) })
      return redactSpan(span, link.body.content)
    },
  } satisfies Handlers
}

async function* redacted(lines: ReturnType<typeof streamSkeleton>): ReturnType<typeof streamSkeleton> {
  for await (const line of lines) yield redactLine(line)
}

function unknownShare(): ApiError {
  return new ApiError(404, 'unknown_share', 'cannot find that link: it is wrong, has expired, or was taken back', {
    advice: 'ask whoever sent it for a new one',
  })
}

function gone(): never {
  throw unknownShare()
}
