import { useQuery } from '@tanstack/react-query'
import type { Score } from '@vitrine/schemas/api'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Changing } from '../../ui/may-change.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Time } from '../../ui/Values.tsx'
import { NOTE, NoteForm } from './NoteForm.tsx'
import { ScoreForm, type ScoreTarget } from './ScoreForm.tsx'
import { scoresQuery } from './trace-queries.ts'

/** The scores of this span and of the whole trace, and a form for one more. */
export function ScoresTab({ project, traceId, spanId }: ScoreTarget) {
  const { t } = useTranslation()
  const scores = useQuery(scoresQuery(project, traceId))
  const rows = (scores.data?.scores ?? []).filter((score) => score.span_id === null || score.span_id === spanId)
  const noted = rows.find(({ name, source, span_id }) => name === NOTE && source === 'annotation' && span_id === spanId)
  return (
    <div className="flex flex-col gap-4">
      {scores.isError && (
        <ErrorState title={t('trace.score.failed')} error={scores.error} onRetry={() => void scores.refetch()} />
      )}
      {scores.isPending && <Skeleton className="h-20" />}
      {scores.isSuccess && rows.length === 0 && <p className="text-muted">{t('trace.score.none')}</p>}
      {rows.length > 0 && (
        <Table caption={t('trace.tab.scores')}>
          <thead>
            <tr>
              <HeaderCell>{t('trace.score.name')}</HeaderCell>
              <HeaderCell>{t('trace.score.value')}</HeaderCell>
              <HeaderCell>{t('trace.score.target')}</HeaderCell>
              <HeaderCell>{t('trace.score.source')}</HeaderCell>
              <HeaderCell>{t('trace.score.time')}</HeaderCell>
              <HeaderCell>{t('trace.score.comment')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {rows.map((score) => (
              <ScoreRow key={score.id} score={score} />
            ))}
          </tbody>
        </Table>
      )}
      <Changing>
        {scores.isSuccess && (
          <NoteForm project={project} traceId={traceId} spanId={spanId} written={noted?.text ?? ''} />
        )}
        <ScoreForm project={project} traceId={traceId} spanId={spanId} />
      </Changing>
    </div>
  )
}

function ScoreRow({ score }: { score: Score }) {
  const { t } = useTranslation()
  const format = useFormat()
  const value = score.text ?? (score.value === null ? '–' : format.real(score.value))
  return (
    <Row>
      <RowHeader>
        <bdi>{score.name}</bdi>
      </RowHeader>
      <Cell>
        <bdi>{score.type === 'boolean' && score.value !== null ? t(`trace.score.is.${score.value === 1}`) : value}</bdi>
      </Cell>
      <Cell>{t(`trace.score.on.${score.target}`)}</Cell>
      <Cell>
        {t(`trace.score.from.${score.source}`)}
        {score.user !== null && score.user !== undefined && score.user !== '' && (
          <>
            {' · '}
            <bdi>{score.user}</bdi>
          </>
        )}
      </Cell>
      <Cell>
        <Time at={score.time} />
      </Cell>
      <Cell>
        <bdi>{score.comment}</bdi>
      </Cell>
    </Row>
  )
}
