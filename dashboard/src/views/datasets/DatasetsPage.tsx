import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Dataset } from '@vitrine/schemas/api'
import { Plus, Trash2 } from 'lucide-react'
import { useCallback, useState } from 'react'
import { datasetsQuery, removeDataset, restoreDataset } from '../../api/dataset-queries.ts'
import { UndoBar } from '../../parts/UndoBar.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { Count, Time } from '../../ui/Values.tsx'
import { CreateDataset } from './CreateDataset.tsx'

const route = getRouteApi('/p/$project/datasets')

export function DatasetsPage() {
  const { t } = useTranslation()
  const { project } = route.useParams()
  const client = useQueryClient()
  const list = useQuery(datasetsQuery(project))
  const [isCreating, setCreating] = useState(false)
  const [removed, setRemoved] = useState<Dataset | undefined>()
  const refresh = () => void client.invalidateQueries({ queryKey: [project, 'datasets'] })
  const remove = useMutation({
    mutationFn: (dataset: Dataset) => removeDataset(project, dataset.id),
    onSuccess: (_, dataset) => {
      setRemoved(dataset)
      refresh()
    },
  })
  const restore = useMutation({
    mutationFn: (dataset: Dataset) => restoreDataset(project, dataset.id),
    onSuccess: () => {
      setRemoved(undefined)
      refresh()
    },
  })
  const forget = useCallback(() => setRemoved(undefined), [])
  const create = (
    <Button look="primary" changes onPress={() => setCreating(true)}>
      <Icon icon={Plus} />
      {t('datasets.create')}
    </Button>
  )
  const failure = remove.error ?? restore.error
  return (
    <Page title={t('nav.datasets')} actions={create}>
      <div className="flex flex-col gap-3">
        {list.isError && (
          <ErrorState title={t('datasets.failed')} error={list.error} onRetry={() => void list.refetch()} />
        )}
        {failure !== null && <ErrorState title={t('datasets.changeFailed')} error={failure} />}
        {list.isPending && <TablePending columns={5} tallest="icon" />}
        {list.data?.datasets.length === 0 && (
          <EmptyState
            title={t('datasets.empty')}
            action={
              <Link to="/p/$project/traces" params={{ project }} search={{}} className="text-link underline">
                {t('datasets.toTraces')}
              </Link>
            }
          >
            {t('datasets.emptyHint')}
          </EmptyState>
        )}
        {list.data !== undefined && list.data.datasets.length > 0 && (
          <DatasetTable
            project={project}
            datasets={list.data.datasets}
            onRemove={(dataset) => remove.mutate(dataset)}
          />
        )}
        {list.data !== undefined && list.data.next_cursor !== null && (
          <p className="text-warning text-xs">{t('datasets.capped')}</p>
        )}
      </div>
      {isCreating && <CreateDataset project={project} onClose={() => setCreating(false)} />}
      {removed !== undefined && (
        <UndoBar
          text={t('datasets.removed', { name: removed.name })}
          onUndo={() => restore.mutate(removed)}
          onGone={forget}
        />
      )}
    </Page>
  )
}

interface DatasetTableProps {
  readonly project: string
  readonly datasets: readonly Dataset[]
  readonly onRemove: (dataset: Dataset) => void
}

function DatasetTable({ project, datasets, onRemove }: DatasetTableProps) {
  const { t } = useTranslation()
  return (
    <Table caption={t('nav.datasets')}>
      <thead>
        <tr>
          <HeaderCell>{t('datasets.name')}</HeaderCell>
          <HeaderCell>{t('datasets.description')}</HeaderCell>
          <HeaderCell isNumber>{t('datasets.items')}</HeaderCell>
          <HeaderCell>{t('datasets.created')}</HeaderCell>
          <HeaderCell>
            <span className="sr-only">{t('datasets.actions')}</span>
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {datasets.map((dataset) => (
          <Row key={dataset.id}>
            <RowHeader>
              <Link
                to="/p/$project/datasets/$datasetId"
                params={{ project, datasetId: dataset.id }}
                className="font-bold text-link hover:underline"
              >
                <bdi>{dataset.name}</bdi>
              </Link>
            </RowHeader>
            <Cell>
              <bdi>{dataset.description}</bdi>
            </Cell>
            <Cell isNumber>
              <Count value={dataset.items} />
            </Cell>
            <Cell className="whitespace-nowrap">
              <Time at={dataset.created} />
            </Cell>
            <Cell className="text-end">
              <IconButton
                changes
                icon={Trash2}
                label={t('datasets.removeNamed', { name: dataset.name })}
                onPress={() => onRemove(dataset)}
              />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
