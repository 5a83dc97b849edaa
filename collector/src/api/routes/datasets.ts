import type { Dataset } from '@vitrine/schemas/api'
import { ApiError } from '../api-error.ts'
import type { DatasetStore } from '../datasets/dataset-store.ts'
import { itemText, readItem } from '../datasets/item-lines.ts'
import type { ItemStore, NewItem } from '../datasets/items.ts'
import { elementsOf, membersOf } from '../datasets/json-text.ts'
import type { Handlers } from '../handlers.ts'
import { decodeCursor, encodeCursor } from '../page-cursor.ts'
import { JsonText } from '../respond.ts'

const DEFAULT_LIMIT = 100

/** Datasets and their items, by hand. */
export function datasetRoutes({ datasets, items }: { datasets: DatasetStore; items: ItemStore }) {
  return {
    async listDatasets({ scope, query }) {
      const limit = query.limit ?? DEFAULT_LIMIT
      const [ms, id] = query.cursor === undefined ? [] : decodeCursor(query.cursor, ['integer', 'text'])
      const after = ms === undefined || id === undefined ? undefined : ([ms, id] as const)
      const found = await datasets.list(scope().projectId, { after, limit: limit + 1 })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const next =
        found.length > limit && last !== undefined ? encodeCursor([last.created.slice(0, -6), last.id]) : null
      return { datasets: page, next_cursor: next }
    },

    async createDataset({ scope, body, userId }) {
      const { name, description = '' } = body
      const created = await datasets.create({ projectId: scope().projectId, name, description, userId })
      return created === 'taken' ? nameTaken(name) : created
    },

    getDataset: ({ scope, params }) => requireDataset(datasets, scope().projectId, params.dataset_id),

    async deleteDataset({ scope, params }) {
      const wasThere = await datasets.remove(scope().projectId, params.dataset_id)
      return wasThere ? { done: true } : unknownDataset(params.dataset_id)
    },

    async restoreDataset({ scope, params }) {
      const restored = await datasets.restore(scope().projectId, params.dataset_id)
      if (restored === 'taken') return nameTaken(params.dataset_id)
      return restored ?? unknownDataset(params.dataset_id)
    },

    async listItems({ scope, params, query }) {
      const { projectId } = scope()
      const limit = query.limit ?? DEFAULT_LIMIT
      const [after = '0'] = query.cursor === undefined ? [] : decodeCursor(query.cursor, ['integer'])
      const dataset = await requireDataset(datasets, projectId, params.dataset_id)
      const rows = await items.page({ projectId, datasetId: dataset.id, after, limit: limit + 1 })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const next = rows.length > limit && last !== undefined ? encodeCursor([last.position]) : null
      return new JsonText(
        `{"dataset":${JSON.stringify(dataset)},"items":[${page.map(itemText).join(',')}],"next_cursor":${JSON.stringify(next)}}`,
      )
    },

    async addItems({ scope, params, bodyText, userId }) {
      const { projectId } = scope()
      const dataset = await requireDataset(datasets, projectId, params.dataset_id)
      const asked = elementsOf(membersOf(bodyText).get('items') ?? '[]').map(requireItem)
      const request = { projectId, datasetId: dataset.id, userId, items: asked, onConflict: 'replace' as const }
      const added = await items.add(request)
      return { dataset: await requireDataset(datasets, projectId, dataset.id), ...added }
    },

    async deleteItem({ scope, params }) {
      const { projectId } = scope()
      const dataset = await requireDataset(datasets, projectId, params.dataset_id)
      const wasThere = await items.remove({ projectId, datasetId: dataset.id, itemId: params.item_id })
      if (wasThere) return { done: true }
      throw new ApiError(404, 'unknown_item', 'cannot find that item in the dataset', {
        advice: 'list the items of the dataset',
        params: { item: params.item_id },
      })
    },
  } satisfies Handlers
}

/** A dataset of another project is answered like one that does not exist. */
export async function requireDataset(datasets: DatasetStore, projectId: string, datasetId: string): Promise<Dataset> {
  return (await datasets.get(projectId, datasetId)) ?? unknownDataset(datasetId)
}

function unknownDataset(datasetId: string): never {
  throw new ApiError(404, 'unknown_dataset', 'cannot find that dataset in this project', {
    advice: 'GET /api/v1/datasets lists them',
    params: { dataset: datasetId },
  })
}

function nameTaken(name: string): never {
  throw new ApiError(409, 'already_exists', 'cannot name the dataset so: there is one of that name', {
    advice: 'choose another name, or add to the one that is there',
    params: { name },
  })
}

function requireItem(text: string): NewItem {
  const read = readItem(text)
  if (read.kind === 'item') return read.item
  throw new ApiError(400, 'invalid_body', `cannot read an item: ${read.why}`, {
    advice: 'GET /api/docs shows what an item looks like',
    params: { field: 'items' },
  })
}
