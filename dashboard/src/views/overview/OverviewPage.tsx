import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { windowSearch } from '../../model/time-range.ts'
import { LandmarkLine } from '../../parts/board/LandmarkLine.tsx'
import { useLandmarks } from '../../parts/board/use-landmarks.ts'
import { Chip } from '../../ui/Chip.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Charts } from './Charts.tsx'
import { ModelTable } from './ModelTable.tsx'
import { NothingHere } from './NothingHere.tsx'
import { Panels } from './Panels.tsx'
import { Tiles } from './Tiles.tsx'
import { useOverview } from './use-overview.ts'
import { usePanelView } from './use-panel-view.ts'

export function OverviewPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { project } = useParams({ from: '/p/$project/overview' })
  const search = useSearch({ from: '/p/$project/overview' })
  const navigate = useNavigate({ from: '/p/$project/overview' })
  const overview = useOverview(project, search)
  const { window } = overview
  const landmarks = useLandmarks(project, window)
  const onZoom = useCallback(
    (fromMs: number, toMs: number) =>
      void navigate({
        search: ({ range: _range, ...rest }) => ({ ...rest, ...windowSearch({ fromMs, toMs }) }),
        resetScroll: false,
      }),
    [navigate],
  )
  const view = usePanelView({ project, overview, landmarks, onZoom })
  const isEmpty = overview.totals.data?.total.spans === 0 && !overview.totals.isPlaceholderData
  return (
    <Page
      title={t('overview.title')}
      actions={
        <ToggleButton
          isSelected={search.compare !== 'off'}
          onChange={(on) =>
            void navigate({ search: ({ compare: _compare, ...rest }) => (on ? rest : { ...rest, compare: 'off' }) })
          }
        >
          {t('overview.compare')}
        </ToggleButton>
      }
    >
      {search.q !== undefined && (
        <p className="flex flex-wrap items-center gap-2 pb-3">
          <span className="text-muted">{t('overview.filter')}</span>
          <Chip text={search.q} onRemove={() => void navigate({ search: ({ q: _q, ...rest }) => rest })} />
        </p>
      )}
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2 pb-3 text-xs">
        <p className="text-muted">
          {t('overview.window', {
            from: format.dateTime(new Date(window.fromMs)),
            to: format.dateTime(new Date(window.toMs)),
          })}
        </p>
        <LandmarkLine project={project} landmarks={landmarks} />
      </div>
      {isEmpty ? (
        <NothingHere project={project} q={search.q} />
      ) : (
        <div className="flex flex-col gap-3">
          <Tiles project={project} search={search} overview={overview} />
          <Charts project={project} overview={overview} landmarks={landmarks} onZoom={onZoom} />
          <Panels view={view} scores={overview.scores} part="work" />
          <ModelTable project={project} search={search} totals={overview.totals} />
          <Panels view={view} scores={overview.scores} part="scores" />
        </div>
      )}
    </Page>
  )
}
