import type { Deletion, Retention } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import { findTrace, hexOf } from '../../query/find-trace.ts'
import type { ProjectScope } from '../../query/project-scope.ts'
import { QueryError } from '../../query/query-error.ts'
import type { Store } from '../../store/store.ts'
import type { DeletionRow, Deletions } from '../../work/deletions.ts'
import { type ProjectRules, REFRESH_MS } from '../../work/project-rules.ts'
import { ApiError } from '../api-error.ts'
import type { Handlers } from '../handlers.ts'
import { readErrorOf } from '../read/read-errors.ts'
import { nsOfMs } from './projects.ts'

export interface DeletionRouteOptions {
  readonly store: Store
  readonly clock: Clock
  readonly deletions: Deletions
  readonly rules: ProjectRules
}

const TAKES_EFFECT_MS = 5 * REFRESH_MS

/** Deleting on request, and how long spans are kept. */
export function deletionRoutes({ store, clock, deletions, rules }: DeletionRouteOptions) {
  const ask = async (
    scope: ProjectScope,
    request: { target: DeletionRow['target']; id: string; datasets: string | undefined; userId: string },
  ): Promise<Deletion> =>
    answerOf(
      await deletions.ask({
        project_id: scope.projectId,
        target: request.target,
        target_id: request.id,
        with_datasets: request.datasets === 'true' ? 1 : 0,
        user_id: request.userId,
      }),
    )

  return {
    async deleteTrace({ scope, params, query: { datasets }, userId }) {
      const id = await traceIdOf(store, scope(), params.trace_id)
      return await ask(scope(), { target: 'trace', id, datasets, userId })
    },
    deleteSession: ({ scope, params, query: { datasets }, userId }) =>
      ask(scope(), { target: 'session', id: params.session_id, datasets, userId }),
    deleteUser: ({ scope, params, query: { datasets }, userId }) =>
      ask(scope(), { target: 'user', id: params.user_id, datasets, userId }),

    async listDeletions({ scope }) {
      return { deletions: (await deletions.list(scope().projectId)).map(answerOf) }
    },
    async getDeletion({ scope, params }) {
      const [row] = await deletions.list(scope().projectId, params.deletion_id)
      if (row !== undefined) return answerOf(row)
      throw new ApiError(404, 'unknown_job', 'cannot find that deletion in this project', {
        advice: 'GET /api/v1/deletions lists them',
        params: { job: params.deletion_id },
      })
    },

    async getRetention({ scope }) {
      await rules.refresh()
      return retentionOf(rules, scope().projectId)
    },
    async setRetention({ scope, body, userId }) {
      // Every process that writes knows it by then, so that two of them never see one span in two classes.
      const fromMs = clock.nowMs() + TAKES_EFFECT_MS
      await store.insertRows('retention_classes', [
        {
          project_id: scope().projectId,
          from_time: new Date(fromMs).toISOString().replace('T', ' ').slice(0, 23),
          days: body.days,
          user_id: userId,
          version: fromMs,
          deleted: 0,
        },
      ])
      await rules.refresh()
      return retentionOf(rules, scope().projectId)
    },
  } satisfies Handlers
}

/** A trace that is still on its way has an id already, and may be deleted as well. */
async function traceIdOf(store: Store, scope: ProjectScope, id: string): Promise<string> {
  try {
    return (await findTrace(store, scope, id)).traceId
  } catch (error) {
    if (error instanceof QueryError && /^[0-9a-f]{32}$/.test(hexOf(id))) return hexOf(id)
    throw readErrorOf(error)
  }
}

function answerOf(row: DeletionRow): Deletion {
  return {
    id: row.deletion_id,
    target: row.target,
    target_id: row.target_id,
    state: row.state,
    datasets: row.with_datasets === 1,
    traces: row.traces,
    spans: row.spans,
    error: row.error === '' ? null : row.error,
    started: nsOfMs(row.started_time),
    ended: row.ended_time === 0 ? null : nsOfMs(row.ended_time),
  }
}

function retentionOf(rules: ProjectRules, projectId: string): Retention {
  const classes = rules.retentionOf(projectId)
  return {
    days: classes.at(-1)?.days ?? 0,
    history: classes.map(({ fromNs, days }) => ({ from: String(fromNs), days })),
  }
}
