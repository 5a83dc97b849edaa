import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { DatasetItem } from '@vitrine/schemas/api'
import { Download, Upload } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { exportUrl, itemsQuery, putItem, removeItem } from '../../api/dataset-queries.ts'
import { UndoBar } from '../../parts/UndoBar.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { ImportDialog } from './ImportDialog.tsx'
import { ItemDialog } from './ItemDialog.tsx'
import { ItemsPending, ItemTable } from './ItemTable.tsx'

const route = getRouteApi('/p/$project/datasets/$datasetId')

export function DatasetPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { project, datasetId } = route.useParams()
  const { item: openId } = route.useSearch()
  const navigate = route.useNavigate()
  const client = useQueryClient()
  const list = useInfiniteQuery(itemsQuery(project, datasetId))
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const dataset = list.data?.pages[0]?.dataset
  const [isImporting, setImporting] = useState(false)
  const [removed, setRemoved] = useState<DatasetItem | undefined>()
  const forget = useCallback(() => setRemoved(undefined), [])
  const refresh = () => {
    void client.invalidateQueries({ queryKey: [project, 'dataset-items', datasetId] })
    void client.invalidateQueries({ queryKey: [project, 'datasets'] })
  }
  const open = (item: string | undefined) =>
    void navigate({
      search: ({ item: _, ...before }) => (item === undefined ? before : { ...before, item }),
      resetScroll: false,
    })
  const remove = useMutation({
    mutationFn: (item: DatasetItem) => removeItem(project, datasetId, item.id),
    onSuccess: (_, item) => {
      setRemoved(item)
      open(undefined)
      refresh()
    },
  })
  const restore = useMutation({
    mutationFn: ({ created: _, position: __, ...item }: DatasetItem) => putItem(project, datasetId, item),
    onSuccess: () => {
      setRemoved(undefined)
      refresh()
    },
  })
  const failure = remove.error ?? restore.error
  const opened = items.find((item) => item.id === openId)
  const actions = (
    <div className="flex flex-wrap gap-2">
      <Button changes onPress={() => setImporting(true)}>
        <Icon icon={Upload} />
        {t('datasets.import')}
      </Button>
      <a
        href={exportUrl(project, datasetId)}
        download={`${dataset?.name ?? datasetId}.jsonl`}
        className="inline-flex h-8 items-center gap-1.5 rounded-control border border-control px-3 text-sm hover:bg-hover pointer-coarse:h-11"
      >
        <Icon icon={Download} />
        {t('datasets.export')}
      </a>
    </div>
  )
  return (
    <Page title={dataset?.name ?? t('datasets.one')} actions={actions}>
      <div className="flex flex-col gap-3">
        <p className="flex flex-wrap gap-3 text-muted text-xs">
          <Link to="/p/$project/datasets" params={{ project }} className="text-link underline">
            {t('nav.datasets')}
          </Link>
          {dataset !== undefined && (
            <span role="status">
              {t('datasets.itemCount', { count: dataset.items, n: format.number(dataset.items) })}
            </span>
          )}
          {dataset?.description && <bdi>{dataset.description}</bdi>}
        </p>
        {list.isError && (
          <ErrorState title={t('datasets.itemsFailed')} error={list.error} onRetry={() => void list.refetch()} />
        )}
        {failure !== null && <ErrorState title={t('datasets.changeFailed')} error={failure} />}
        {list.isPending && <ItemsPending />}
        {list.isSuccess && items.length === 0 && (
          <EmptyState title={t('datasets.noItems')}>{t('datasets.noItemsHint')}</EmptyState>
        )}
        {items.length > 0 && (
          <ItemTable
            project={project}
            items={items}
            total={dataset?.items ?? items.length}
            hasMore={list.hasNextPage}
            isLoadingMore={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            onOpen={open}
            onRemove={(item) => remove.mutate(item)}
          />
        )}
      </div>
      {opened !== undefined && (
        <ItemDialog
          project={project}
          item={opened}
          onClose={() => open(undefined)}
          onRemove={() => remove.mutate(opened)}
        />
      )}
      {isImporting && (
        <ImportDialog project={project} datasetId={datasetId} onDone={refresh} onClose={() => setImporting(false)} />
      )}
      {removed !== undefined && (
        <UndoBar text={t('datasets.itemRemoved')} onUndo={() => restore.mutate(removed)} onGone={forget} />
      )}
    </Page>
  )
}
