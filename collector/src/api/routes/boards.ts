import { type BoardBody, HEATMAP_METRICS, type Panel, type SavedBoard, SPAN_PANEL_SORTS } from '@vitrine/schemas/api'
import { scoreOf } from '@vitrine/schemas/boards'
import { metricNamed } from '../../query/metrics.ts'
import { QueryError } from '../../query/query-error.ts'
import { ApiError } from '../api-error.ts'
import type { BoardStore, Reader } from '../boards/board-store.ts'
import type { Handlers } from '../handlers.ts'
import { filterFrom, keysFrom } from '../read/read-input.ts'

/** Boards that people make. What a panel asks is read before it is kept, so that no board is kept that cannot be drawn. */
export function boardRoutes({ boards }: { boards: BoardStore }) {
  return {
    async listBoards({ scope, userId }) {
      const found = await boards.list(readerOf(scope, userId))
      return { boards: found.map(({ definition, ...rest }) => ({ ...rest, panels: definition.panels.length })) }
    },
    createBoard({ scope, userId, body }) {
      refuseUnreadable(body)
      return boards.create(readerOf(scope, userId), body)
    },
    async getBoard({ scope, userId, params }) {
      return (await boards.get(readerOf(scope, userId), params.board_id)) ?? unknownBoard(params.board_id)
    },
    async saveBoard({ scope, userId, params, body }): Promise<SavedBoard> {
      const { revision, ...rest } = body
      refuseUnreadable(rest)
      const saved = await boards.save(readerOf(scope, userId), params.board_id, rest, revision)
      if (saved !== 'conflict') return saved ?? unknownBoard(params.board_id)
      throw new ApiError(409, 'conflict', 'cannot change the board: somebody changed it meanwhile', {
        advice: 'read it again, and make the change on what is there now',
        params: { board: params.board_id },
      })
    },
    async deleteBoard({ scope, userId, params }) {
      const wasThere = await boards.remove(readerOf(scope, userId), params.board_id)
      return wasThere ? { done: true } : unknownBoard(params.board_id)
    },
    async restoreBoard({ scope, userId, params }) {
      return (await boards.restore(readerOf(scope, userId), params.board_id)) ?? unknownBoard(params.board_id)
    },
  } satisfies Handlers
}

const readerOf = (scope: () => { readonly projectId: string }, userId: string): Reader => ({
  projectId: scope().projectId,
  userId,
})

function refuseUnreadable({ definition }: BoardBody): void {
  const ids = new Set<string>()
  readable('definition.q', () => filterFrom({ q: definition.q }))
  definition.panels.forEach((panel, index) => {
    const at = `definition.panels.${index}`
    if (ids.has(panel.id)) throw unreadable(`${at}.id`, 'another panel has this id')
    ids.add(panel.id)
    readable(`${at}.query`, () => readPanel(panel))
  })
}

function readPanel({ chart, query }: Panel): void {
  filterFrom({ q: query.q })
  const shown: Readonly<Partial<Record<Panel['chart'], readonly string[]>>> = {
    heatmap: HEATMAP_METRICS,
    spans: SPAN_PANEL_SORTS,
  }
  if (chart === 'distribution' && scoreOf({ query }) === undefined) {
    throw unreadable('metrics', 'a distribution shows score:<name>')
  }
  const allowed = shown[chart]
  if (allowed !== undefined) {
    const [metric = ''] = query.metrics
    if (!allowed.includes(metric)) throw unreadable('metrics', `${chart} shows one of ${allowed.join(', ')}`)
    return
  }
  for (const metric of [...query.metrics, ...(query.per === undefined ? [] : [query.per.metric])]) metricNamed(metric)
  const keys = query.by?.flatMap((key) => keysFrom('by', JSON.stringify(key))) ?? []
  if ((chart === 'table' || chart === 'ranking') && keys.length === 0) {
    throw unreadable('by', 'rows need something to split by')
  }
}

function readable(field: string, read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (error instanceof QueryError || error instanceof ApiError) throw unreadable(field, error.message)
    throw error
  }
}

function unreadable(field: string, why: string): ApiError {
  return new ApiError(400, 'invalid_body', `cannot read the body: ${field}: ${why}`, {
    advice: 'GET /api/docs shows what a board is',
    params: { field },
  })
}

function unknownBoard(boardId: string): never {
  throw new ApiError(404, 'unknown_board', 'cannot find that board in this project', {
    advice: 'GET /api/v1/boards lists them',
    params: { board: boardId },
  })
}
