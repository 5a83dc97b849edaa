import { useQuery } from '@tanstack/react-query'
import { joined } from '@vitrine/schemas/boards'
import { differencesQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { withValue } from '../../model/boards/heat.ts'
import { toRfc3339 } from '../../model/time-range.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { BoardView } from './board-view.ts'
import { ListLink } from './ListLink.tsx'

type Props = { view: BoardView; q: string; selection: string }

/** In what the selected spans differ from the rest, the surest difference first. */
export function Differences({ view, q, selection }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { project, window } = view
  const params = { from: toRfc3339(window.fromMs), to: toRfc3339(window.toMs), q, selection, limit: 15 }
  const answer = useQuery(differencesQuery(project, params))
  if (answer.isError) {
    return (
      <ErrorState title={t('boards.differencesFailed')} error={answer.error} onRetry={() => void answer.refetch()} />
    )
  }
  if (answer.data === undefined) return <Skeleton className="h-40" />
  const { selected, rest, sampled, differences } = answer.data
  return (
    <section aria-label={t('boards.differences')} className="flex flex-col gap-2">
      <h3 className="text-sm font-bold">{t('boards.differences')}</h3>
      <p className="text-xs text-muted" aria-live="polite">
        {t('boards.selectedOfRest', { selected: format.number(selected), rest: format.number(rest) })}
        {sampled < 1 && ` ${t('boards.sampled', { share: format.percent(sampled) })}`}
      </p>
      {differences.length === 0 ? (
        <p className="text-muted">{t('boards.noDifferences')}</p>
      ) : (
        <Table caption={t('boards.differences')}>
          <thead>
            <tr>
              <HeaderCell>{t('boards.value')}</HeaderCell>
              <HeaderCell isNumber>{t('boards.inSelection')}</HeaderCell>
              <HeaderCell isNumber>{t('boards.inRest')}</HeaderCell>
              <HeaderCell>{t('boards.look')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ field, value, selected_share, rest_share }) => (
              <Row key={`${field} ${value}`}>
                <RowHeader>
                  <bdi className="text-muted">{field}</bdi> <bdi>{value}</bdi>
                </RowHeader>
                <Cell isNumber>
                  <Share share={selected_share} isSelected />
                </Cell>
                <Cell isNumber>
                  <Share share={rest_share} />
                </Cell>
                <Cell className="whitespace-nowrap">
                  {[false, true].map((isExcluded) => (
                    <span key={String(isExcluded)} className="pe-2">
                      <ListLink
                        project={project}
                        target={linkOf(
                          {
                            q: withValue(joined(q, selection), field, value, isExcluded),
                            scope: 'spans',
                            isFirst: false,
                          },
                          window,
                          window,
                        )}
                      >
                        {isExcluded ? t('boards.without') : t('boards.only')}
                      </ListLink>
                    </span>
                  ))}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}

function Share({ share, isSelected = false }: { share: number; isSelected?: boolean }) {
  const format = useFormat()
  return (
    <span className="inline-flex items-center gap-2">
      <span className="h-1.5 w-16 rounded-pill bg-subtle" aria-hidden="true" dir="ltr">
        <span
          className={`block h-full rounded-pill ${isSelected ? 'bg-accent' : 'bg-control'}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      {format.percent(share)}
    </span>
  )
}
