import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { releasesQuery } from '../../api/board-queries.ts'
import { toRfc3339 } from '../../model/time-range.ts'
import type { BoardView } from '../../parts/board/board-view.ts'
import { Choice } from '../../parts/Choice.tsx'
import { FilterField } from '../../parts/list/FilterField.tsx'
import type { BoardSearch } from '../../search/boards.ts'
import { ToggleButton } from '../../ui/ToggleButton.tsx'

type Props = {
  search: BoardSearch
  view: BoardView
  onSearch: (change: { [K in keyof BoardSearch]?: BoardSearch[K] | undefined }) => void
}

/** What a board is looked at through: a filter, and what it is held against. */
export function BoardToolbar({ search, view, onSearch }: Props) {
  const { t } = useTranslation()
  const { project, window } = view
  const facet = useQuery(releasesQuery(project, { from: toRfc3339(window.fromMs), to: toRfc3339(window.toMs) }))
  const found =
    facet.data?.facets[0]?.values.flatMap(({ value }) => (value === null || value === '' ? [] : [value])) ?? []
  const named = [search.release, search.against].filter((release) => release !== undefined)
  const releases = [...new Set([...named, ...found])]
  const options = [{ id: '', text: t('boards.anyRelease') }, ...releases.map((id) => ({ id, text: id }))]
  const hasReleases = releases.length > 1 || named.length > 0
  return (
    <div className="flex flex-wrap items-end gap-2 pb-3">
      <div className="min-w-60 grow">
        <FilterField text={search.q ?? ''} onCommit={(q) => onSearch({ q: q === '' ? undefined : q })} />
      </div>
      <ToggleButton
        isSelected={search.compare === 'previous'}
        onChange={(isOn) =>
          onSearch({ compare: isOn ? 'previous' : undefined, release: undefined, against: undefined })
        }
      >
        {t('boards.comparePrevious')}
      </ToggleButton>
      {hasReleases && (
        <>
          <Choice
            label={t('boards.release')}
            value={search.release ?? ''}
            options={options}
            onChange={(id) => onSearch({ release: id === '' ? undefined : id, compare: undefined })}
          />
          <Choice
            label={t('boards.against')}
            value={search.against ?? ''}
            options={options}
            onChange={(id) => onSearch({ against: id === '' ? undefined : id, compare: undefined })}
          />
        </>
      )}
    </div>
  )
}
