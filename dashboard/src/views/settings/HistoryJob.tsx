import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Difference, Job, RederiveBody } from '@vitrine/schemas/api'
import { startRederive } from '../../api/money-queries.ts'
import { useJob } from '../../parts/use-job.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { Cell, Row, RowHeader } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Unknown } from '../../ui/Values.tsx'

/** A job over all history: its progress, and what it changes (or would change) by model. */
export function HistoryJob({ project, started }: { project: string; started: Job }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { job, isOver, error, cancel, isCancelling } = useJob(project, started, (ended) => {
    if (ended.dry_run !== true) void client.invalidateQueries({ queryKey: [project] })
  })
  const isDryRun = job.dry_run === true
  return (
    <div className="flex flex-col gap-3">
      <div role="status" className="flex flex-col gap-1">
        <p className="font-bold" data-testid={`history-${job.state}`}>
          {t(`prices.job.${isDryRun ? 'dry' : 'apply'}.${job.state}`)}
        </p>
        <progress
          aria-label={t('prices.job.progress')}
          className="h-2 w-full accent-[var(--accent)]"
          max={Math.max(1, job.total ?? 1)}
          {...(job.total === null && !isOver ? {} : { value: isOver ? Math.max(1, job.total ?? 1) : job.done })}
        />
        <p className="text-muted text-xs">
          {job.total === null
            ? t('prices.job.counting')
            : t('prices.job.doneOf', { n: format.number(job.done), m: format.number(job.total) })}
        </p>
        {job.failed > 0 && (
          <p className="text-warning text-xs">
            {t('prices.job.unread', { count: job.failed, n: format.number(job.failed) })}
          </p>
        )}
        {job.error !== null && (
          <p className="text-error">
            <bdi lang="en">{job.error}</bdi>
          </p>
        )}
      </div>
      {error !== null && <ErrorState title={t('prices.job.unknown')} error={error} />}
      {!isOver && (
        <div>
          <Button size="small" changes onPress={cancel} isDisabled={isCancelling}>
            {t('prices.job.cancel')}
          </Button>
        </div>
      )}
      {isOver && job.difference !== undefined && job.difference !== null && <DifferenceTable of={job.difference} />}
    </div>
  )
}

/** Starts one, for the pages that do. */
export function useHistoryJob(project: string) {
  return useMutation({ mutationFn: (body: RederiveBody) => startRederive(project, body) })
}

function DifferenceTable({ of }: { of: Difference }) {
  const { t } = useTranslation()
  const format = useFormat()
  const changed = of.models.filter((model) => model.changed > 0)
  if (of.changed === 0) return <p>{t('prices.difference.none')}</p>
  return (
    <div className="flex flex-col gap-2">
      <p data-testid="difference">
        {t('prices.difference.changed', {
          count: of.changed,
          n: format.number(of.changed),
          m: format.number(of.spans),
        })}
      </p>
      <RecordTable
        caption={t('prices.difference.caption')}
        records={changed.slice(0, 50)}
        keyOf={({ model, provider }) => `${model} ${provider}`}
        columns={[
          { title: t('prices.model'), draw: ({ model }) => (model === null ? <Unknown /> : <bdi>{model}</bdi>) },
          {
            title: t('prices.provider'),
            draw: ({ provider }) => (provider === null ? <Unknown /> : <bdi>{provider}</bdi>),
          },
          { title: t('prices.calls'), isNumber: true, draw: ({ calls }) => format.number(calls) },
          { title: t('prices.difference.before'), isNumber: true, draw: (model) => <Before of={model} /> },
          { title: t('prices.difference.after'), isNumber: true, draw: (model) => <After of={model} /> },
        ]}
        footer={
          <Row>
            <RowHeader>
              <strong>{t('prices.difference.all')}</strong>
            </RowHeader>
            <Cell />
            <Cell isNumber>{format.number(of.calls)}</Cell>
            <Cell isNumber>
              <Before of={of} />
            </Cell>
            <Cell isNumber>
              <After of={of} />
            </Cell>
          </Row>
        }
      />
      <ul className="flex flex-wrap gap-x-4 text-muted text-xs" aria-label={t('prices.difference.fields')}>
        {Object.entries(of.fields).map(([field, count]) => (
          <li key={field}>
            <code dir="ltr">{field}</code> {format.number(count)}
          </li>
        ))}
      </ul>
    </div>
  )
}

type Sums = Pick<Difference, 'cost_before' | 'cost_after' | 'unpriced_before' | 'unpriced_after'>

function Before({ of }: { of: Sums }) {
  return <Money usd={of.cost_before} unpricedCalls={of.unpriced_before} isShort />
}

function After({ of }: { of: Sums }) {
  return <Money usd={of.cost_after} unpricedCalls={of.unpriced_after} isShort />
}
