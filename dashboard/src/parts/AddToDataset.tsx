import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type DatasetSource, FIELD_CHOICES, type FromBody, type PreviewAnswer } from '@vitrine/schemas/api'
import { useState } from 'react'
import { datasetsQuery, previewQuery, startAdding } from '../api/dataset-queries.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { useFormat } from '../ui/use-format.ts'
import { Choice } from './Choice.tsx'
import { DatasetJob } from './DatasetJob.tsx'
import { ItemPreview } from './ItemPreview.tsx'

export interface AddToDatasetProps {
  readonly project: string
  /** What may be added; the first is offered first. */
  readonly sources: readonly { readonly id: 'span' | 'trace' | 'filter'; readonly source: DatasetSource }[]
  readonly onClose: () => void
}

type Field = (typeof FIELD_CHOICES)[number]
const NEW = ''

/** Which dataset, which field becomes input and which expected output, what would come of it, and the progress. */
export function AddToDataset({ project, sources, onClose }: AddToDatasetProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const datasets = useQuery(datasetsQuery(project))
  const [sourceId, setSourceId] = useState(sources[0]?.id ?? 'trace')
  const [datasetId, setDatasetId] = useState<string>(NEW)
  const [name, setName] = useState('')
  const [mapping, setMapping] = useState<{ input: Field; expected: Field }>({ input: 'input', expected: 'output' })
  const source = sources.find((one) => one.id === sourceId)?.source ?? sources[0]?.source
  const start = useMutation({
    mutationFn: (body: FromBody) => startAdding(project, body),
    onSuccess: () => void client.invalidateQueries({ queryKey: [project, 'datasets'] }),
  })
  if (source === undefined) return null
  const target = datasetId === NEW ? { name: name.trim() } : { dataset_id: datasetId }
  const canStart = datasetId !== NEW || name.trim() !== ''
  return (
    <Dialog
      title={t('datasets.add.title')}
      isOpen
      onClose={onClose}
      width="wide"
      footer={
        start.data === undefined ? (
          <>
            <Button onPress={onClose}>{t('common.cancel')}</Button>
            <Button
              look="primary"
              isDisabled={!canStart}
              onPress={() => {
                const seen = client.getQueryData(previewQuery(project, { source, mapping }).queryKey)
                if (!start.isPending) start.mutate({ ...target, source: asSeen(source, seen), mapping })
              }}
            >
              {t('datasets.add.start')}
            </Button>
          </>
        ) : (
          <Button onPress={onClose}>{t('common.close')}</Button>
        )
      }
    >
      {start.data !== undefined ? (
        <DatasetJob project={project} started={start.data} />
      ) : (
        <div className="flex flex-col gap-3">
          <div className="flex flex-wrap items-end gap-3">
            {sources.length > 1 && (
              <Choice
                label={t('datasets.add.what')}
                value={sourceId}
                onChange={setSourceId}
                options={sources.map(({ id }) => ({ id, text: t(`datasets.add.source.${id}`) }))}
              />
            )}
            <Choice
              label={t('datasets.add.dataset')}
              value={datasetId}
              onChange={setDatasetId}
              options={[
                { id: NEW, text: t('datasets.add.newDataset') },
                ...(datasets.data?.datasets.map(({ id, name: text }) => ({ id, text })) ?? []),
              ]}
            />
            {datasetId === NEW && (
              <TextField label={t('datasets.name')} value={name} onChange={setName} className="grow" isRequired />
            )}
          </div>
          {datasets.isError && (
            <ErrorState title={t('datasets.failed')} error={datasets.error} onRetry={() => void datasets.refetch()} />
          )}
          <div className="flex flex-wrap items-end gap-3">
            <FieldChoice
              label={t('datasets.add.inputFrom')}
              value={mapping.input}
              onChange={(input) => setMapping({ ...mapping, input })}
            />
            <FieldChoice
              label={t('datasets.add.expectedFrom')}
              value={mapping.expected}
              onChange={(expected) => setMapping({ ...mapping, expected })}
            />
          </div>
          <Preview project={project} body={{ source, mapping }} />
          {start.isError && <ErrorState title={t('datasets.add.failed')} error={start.error} />}
        </div>
      )}
    </Dialog>
  )
}

/** What came since the preview was shown is not what was agreed to. */
function asSeen(source: DatasetSource, seen: PreviewAnswer | undefined): DatasetSource {
  return source.kind === 'filter' && seen !== undefined ? { ...source, until: seen.until } : source
}

function FieldChoice({ label, value, onChange }: { label: string; value: Field; onChange: (field: Field) => void }) {
  const { t } = useTranslation()
  return (
    <Choice
      label={label}
      value={value}
      onChange={onChange}
      options={FIELD_CHOICES.map((id) => ({ id, text: t(`datasets.add.field.${id}`) }))}
    />
  )
}

function Preview({ project, body }: { project: string; body: FromBody }) {
  const { t } = useTranslation()
  const format = useFormat()
  const preview = useQuery(previewQuery(project, body))
  if (preview.isError) {
    return (
      <ErrorState
        title={t('datasets.add.previewFailed')}
        error={preview.error}
        onRetry={() => void preview.refetch()}
      />
    )
  }
  if (preview.data === undefined) return <Skeleton className="h-40" />
  const { total, items } = preview.data
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-muted text-xs" role="status">
        {t('datasets.add.preview', {
          count: total,
          n: format.number(total),
          shown: format.number(Math.min(3, items.length)),
        })}
      </h3>
      {items.slice(0, 3).map((item) => (
        <ItemPreview key={item.id} input={item.input} expected={item.expected} />
      ))}
    </section>
  )
}
