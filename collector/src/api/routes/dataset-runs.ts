import type { FieldMapping, FromBody, Job, SpanDetail } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import type { SpanRef } from '../../query/span-details.ts'
import type { Store } from '../../store/store.ts'
import { ApiError } from '../api-error.ts'
import type { DatasetStore } from '../datasets/dataset-store.ts'
import type { ItemStore, NewItem } from '../datasets/items.ts'
import type { Jobs, Progress } from '../datasets/jobs.ts'
import { DEFAULT_MAPPING, findRuns, itemOfRun, type RunReader } from '../datasets/run-items.ts'
import type { Call, Handlers } from '../handlers.ts'
import { requireDataset } from './datasets.ts'

export interface RunRouteOptions {
  readonly store: Store
  readonly datasets: DatasetStore
  readonly items: ItemStore
  readonly runs: RunReader
  readonly jobs: Jobs
  readonly clock: Clock
}

const PREVIEW_ITEMS = 5

/** From real runs to items: looked at first, then added as a job. */
export function datasetRunRoutes(options: RunRouteOptions) {
  const { datasets, items, jobs, runs, clock } = options

  async function begin({ scope, body, userId }: Pick<Call<'addToDataset'>, 'scope' | 'body' | 'userId'>): Promise<Job> {
    const granted = scope()
    const refs = await findRuns(options, granted, body.source)
    const dataset = await targetOf(datasets, granted.projectId, body, userId)
    return jobs.start(granted.projectId, dataset, async (progress) => {
      const add = (batch: readonly NewItem[]) =>
        items.add({ projectId: granted.projectId, datasetId: dataset, userId, items: batch, onConflict: 'keep' })
      const read = (some: readonly SpanRef[]) => runs.read(granted, some)
      await addRuns({ refs, read, mapping: body.mapping ?? DEFAULT_MAPPING, progress, add })
    })
  }

  return {
    async previewDataset({ scope, body }) {
      const granted = scope()
      const until = String(clock.nowNs())
      const { source } = body
      const frozen = source.kind === 'filter' ? { ...source, until: source.until ?? until } : source
      const refs = await findRuns(options, granted, frozen)
      const found: SpanDetail[] = []
      for await (const shown of runs.read(granted, refs.slice(0, PREVIEW_ITEMS))) {
        found.push(...shown.filter((run) => run !== undefined))
      }
      return {
        total: found.length === 0 ? 0 : refs.length,
        items: found.map((run, index) => previewItem(itemOfRun(run, body.mapping ?? DEFAULT_MAPPING), index)),
        until: frozen.kind === 'filter' ? frozen.until : until,
      }
    },

    addToDataset: begin,
  } satisfies Handlers
}

/** The dataset that is named, made on the spot when a new name is given. */
async function targetOf(datasets: DatasetStore, projectId: string, body: FromBody, userId: string): Promise<string> {
  if (body.dataset_id !== undefined && body.name === undefined) {
    return (await requireDataset(datasets, projectId, body.dataset_id)).id
  }
  if (body.name === undefined || body.dataset_id !== undefined) {
    throw new ApiError(400, 'invalid_body', 'cannot tell which dataset is meant', {
      advice: 'give dataset_id for one that is there, or name for one to use or create',
      params: { field: 'dataset_id' },
    })
  }
  const created = await datasets.create({ projectId, name: body.name, description: '', userId })
  if (created !== 'taken') return created.id
  const known = await datasets.findByName(projectId, body.name)
  return known?.id ?? (await targetOf(datasets, projectId, body, userId))
}

interface AddRuns {
  readonly refs: readonly SpanRef[]
  readonly read: (refs: readonly SpanRef[]) => AsyncIterable<readonly (SpanDetail | undefined)[]>
  readonly mapping: FieldMapping
  readonly progress: Progress
  readonly add: (batch: readonly NewItem[]) => ReturnType<ItemStore['add']>
}

async function addRuns({ refs, read, mapping, progress, add }: AddRuns): Promise<void> {
  progress.total(refs.length)
  if (progress.isCancelled()) return
  for await (const runs of read(refs)) {
    const items = runs.filter((run) => run !== undefined).map((run) => itemOfRun(run, mapping))
    const { added, repeats } = await add(items)
    progress.did({ done: runs.length, added, repeats, failed: runs.length - items.length })
    if (progress.isCancelled()) return
  }
}

function previewItem(item: NewItem, index: number) {
  const jsonOf = (text: string): unknown => (text === '' ? null : JSON.parse(text))
  return {
    id: item.id,
    input: jsonOf(item.input),
    expected: jsonOf(item.expected),
    metadata: jsonOf(item.metadata),
    source_trace_id: item.sourceTraceId,
    source_span_id: item.sourceSpanId,
    position: index + 1,
  }
}
