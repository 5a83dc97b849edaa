import type { DatasetItem } from '@vitrine/schemas/api'
import { Suspense } from 'react'
import { ValueView } from '../../parts/ValueView.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { SourceLink } from './ItemTable.tsx'

export interface ItemDialogProps {
  readonly project: string
  readonly item: DatasetItem
  readonly onClose: () => void
  readonly onRemove: () => void
}

/** One item whole. */
export function ItemDialog({ project, item, onClose, onRemove }: ItemDialogProps) {
  const { t } = useTranslation()
  const parts = [
    { title: t('datasets.input'), value: item.input },
    { title: t('datasets.expected'), value: item.expected },
    { title: t('trace.metadata'), value: item.metadata },
  ]
  return (
    <Dialog
      title={t('datasets.item')}
      isOpen
      onClose={onClose}
      width="wide"
      footer={
        <>
          <Button look="danger" changes onPress={onRemove}>
            {t('datasets.removeItem')}
          </Button>
          <Button onPress={onClose}>{t('common.close')}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="flex flex-wrap gap-3 text-muted text-xs">
          <code dir="ltr">{item.id}</code>
          {item.source_trace_id !== null && (
            <SourceLink project={project} traceId={item.source_trace_id} spanId={item.source_span_id} />
          )}
        </p>
        {parts.map(({ title, value }) => (
          <section key={title} className="flex flex-col gap-1">
            <h3 className="text-muted text-xs">{title}</h3>
            <Suspense fallback={<Skeleton className="h-16" />}>
              <ValueView value={value} label={title} />
            </Suspense>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
