import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
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
import { Tiles } from './Tiles.tsx'
import { ToolTable } from './ToolTable.tsx'
import { useOverview } from './use-overview.ts'

export function OverviewPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { project } = useParams({ from: '/p/$project/overview' })
  const search = useSearch({ from: '/p/$project/overview' })
  const navigate = useNavigate({ from: '/p/$project/overview' })
  const overview = useOverview(project, search)
  const { window } = overview
  const landmarks = useLandmarks(project, window)
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
      <p className="pb-3 text-xs text-muted">
        {t('overview.window', {
          from: format.dateTime(new Date(window.fromMs)),
          to: format.dateTime(new Date(window.toMs)),
        })}
      </p>
      <LandmarkLine project={project} landmarks={landmarks} />
      {isEmpty ? (
        <NothingHere project={project} q={search.q} />
      ) : (
        <div className="flex flex-col gap-3">
          <Tiles project={project} search={search} overview={overview} />
          <Charts project={project} search={search} overview={overview} landmarks={landmarks}>
            <ToolTable project={project} search={search} totals={overview.totals} />
          </Charts>
          <ModelTable project={project} search={search} totals={overview.totals} />
        </div>
      )}
    </Page>
  )
}
