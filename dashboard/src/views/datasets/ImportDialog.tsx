import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { importLines } from '../../api/dataset-queries.ts'
import { type JsonlPreview, previewJsonl } from '../../model/jsonl.ts'
import { ItemPreview } from '../../parts/ItemPreview.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'

export interface ImportDialogProps {
  readonly project: string
  readonly datasetId: string
  readonly onDone: () => void
  readonly onClose: () => void
}

/** A file of JSON lines: first a look at what it holds, then the import and what it did. */
export function ImportDialog({ project, datasetId, onDone, onClose }: ImportDialogProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const id = useId()
  const [picked, setPicked] = useState<{ readonly file: File; readonly preview: JsonlPreview } | undefined>()
  const send = useMutation({ mutationFn: (file: File) => importLines(project, datasetId, file), onSuccess: onDone })
  async function pick(file: File | undefined): Promise<void> {
    send.reset()
    setPicked(file === undefined ? undefined : { file, preview: previewJsonl(await file.text()) })
  }
  const canSend = picked !== undefined && picked.preview.samples.length > 0
  return (
    <Dialog
      title={t('datasets.import')}
      isOpen
      onClose={onClose}
      width="wide"
      footer={
        <>
          <Button onPress={onClose}>{send.isSuccess ? t('common.close') : t('common.cancel')}</Button>
          {!send.isSuccess && (
            <Button
              look="primary"
              isDisabled={!canSend}
              onPress={() => picked !== undefined && !send.isPending && send.mutate(picked.file)}
            >
              {send.isPending ? t('datasets.importing') : t('datasets.import')}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-col gap-1">
          <label htmlFor={id} className="text-muted text-xs">
            {t('datasets.importFile')}
          </label>
          <input
            id={id}
            type="file"
            accept=".jsonl,.ndjson,.json,application/x-ndjson"
            onChange={(event) => void pick(event.target.files?.[0])}
            className="min-h-8 rounded-control border border-control p-1 text-sm"
          />
          <p className="text-muted text-xs">{t('datasets.importHint')}</p>
        </div>
        {picked !== undefined && <FilePreview preview={picked.preview} />}
        {send.isError && <ErrorState title={t('datasets.importFailed')} error={send.error} />}
        {send.data !== undefined && (
          <div role="status" className="flex flex-col gap-1">
            <p>{t('datasets.job.added', { count: send.data.added, n: format.number(send.data.added) })}</p>
            <p>{t('datasets.job.repeats', { count: send.data.repeats, n: format.number(send.data.repeats) })}</p>
            {send.data.rejected.length > 0 && (
              <ul className="text-error text-xs">
                {send.data.rejected.map((rejected) => (
                  <li key={rejected.line}>
                    {t('datasets.line', { n: format.number(rejected.line) })}: <bdi lang="en">{rejected.message}</bdi>
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
      </div>
    </Dialog>
  )
}

function FilePreview({ preview }: { preview: JsonlPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-muted text-xs">
        {t('datasets.filePreview', { count: preview.lines, n: format.number(preview.lines) })}
      </h3>
      {preview.problems.length > 0 && (
        <ul className="text-warning text-xs">
          {preview.problems.map(({ line, problem }) => (
            <li key={line}>
              {t('datasets.line', { n: format.number(line) })}: {t(`datasets.problem.${problem}`)}
            </li>
          ))}
        </ul>
      )}
      {preview.samples.map((sample) => (
        <ItemPreview key={sample.line} input={sample.input} expected={sample.expected} />
      ))}
    </section>
  )
}
