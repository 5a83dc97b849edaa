import { type View, viewBody } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import type { Store } from '../../store/store.ts'
import { ApiError } from '../api-error.ts'
import type { Handlers } from '../handlers.ts'
import { createKeptRows, type Kept } from '../kept-rows.ts'
import { nsOfMs } from './projects.ts'

/** Lists that a project keeps under a name, for everybody in it. */
export function viewRoutes(options: { readonly store: Store; readonly clock: Clock }) {
  const views = createKeptRows({ ...options, table: 'views', schema: viewBody })
  return {
    listViews: async ({ scope }) => ({ views: (await views.list(scope().projectId)).map(viewOf) }),
    createView: async ({ scope, userId, body }) =>
      viewOf(await views.create({ projectId: scope().projectId, userId, body })),
    async saveView({ scope, params, body }) {
      const saved = await views.save({ projectId: scope().projectId, id: params.view_id, body })
      return saved === undefined ? unknownView(params.view_id) : viewOf(saved)
    },
    async deleteView({ scope, params }) {
      const wasThere = await views.remove({ projectId: scope().projectId, id: params.view_id })
      return wasThere ? { done: true } : unknownView(params.view_id)
    },
  } satisfies Handlers
}

function viewOf({ id, body, createdMs, userId }: Kept<{ name: string; search: Record<string, string> }>): View {
  return { id, ...body, created: nsOfMs(createdMs), user: userId === '' ? null : userId }
}

function unknownView(viewId: string): never {
  throw new ApiError(404, 'unknown_view', 'cannot find that view in this project', {
    advice: 'GET /api/v1/views lists them',
    params: { view: viewId },
  })
}
