import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Job } from '@vitrine/schemas/api'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { useFormat } from '../ui/use-format.ts'
import { useJob } from './use-job.ts'

/** The progress of adding, and its outcome: added, repeats skipped, failed. */
export function DatasetJob({ project, started }: { project: string; started: Job }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { job, isOver, error, retry, cancel, isCancelling } = useJob(project, started, (ended) => {
    void client.invalidateQueries({ queryKey: [project, 'datasets'] })
    void client.invalidateQueries({ queryKey: [project, 'dataset-items', ended.dataset_id] })
  })
  return (
    <div className="flex flex-col gap-3">
      <div role="status" className="flex flex-col gap-2">
        <p className="font-bold">{t(`datasets.job.${job.state}`)}</p>
        <progress
          aria-label={t('datasets.job.progress')}
          className="h-2 w-full accent-[var(--accent)]"
          max={job.total ?? 1}
          {...(job.total === null && !isOver ? {} : { value: job.total === null ? 1 : job.done })}
        />
        <p className="text-muted text-xs">
          {job.total === null
            ? t('datasets.job.counting')
            : t('datasets.job.doneOf', { n: format.number(job.done), m: format.number(job.total) })}
        </p>
        <ul className="text-sm">
          <li data-testid="job-added">{t('datasets.job.added', { count: job.added, n: format.number(job.added) })}</li>
          <li>{t('datasets.job.repeats', { count: job.repeats, n: format.number(job.repeats) })}</li>
          {job.failed > 0 && (
            <li className="text-error">
              {t('datasets.job.failedItems', { count: job.failed, n: format.number(job.failed) })}
            </li>
          )}
        </ul>
        {job.error !== null && (
          <p className="text-error">
            <bdi>{job.error}</bdi>
          </p>
        )}
      </div>
      {error !== null && <ErrorState title={t('datasets.job.unknown')} error={error} onRetry={retry} />}
      <div className="flex gap-3">
        {!isOver && (
          <Button size="small" onPress={cancel} isDisabled={isCancelling}>
            {t('datasets.job.cancel')}
          </Button>
        )}
        {isOver && job.dataset_id !== null && (
          <Link
            to="/p/$project/datasets/$datasetId"
            params={{ project, datasetId: job.dataset_id }}
            className="text-link underline"
          >
            {t('datasets.job.open')}
          </Link>
        )}
      </div>
    </div>
  )
}
