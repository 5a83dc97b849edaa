import { useQuery } from '@tanstack/react-query'
import { choicesQuery } from '../../api/board-queries.ts'
import { type BoardView, boundsOf } from '../../parts/board/board-view.ts'
import { LandmarkLine } from '../../parts/board/LandmarkLine.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { FilterField } from '../../parts/list/FilterField.tsx'
import type { BoardSearch } from '../../search/boards.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { Variables } from './Variables.tsx'

type Props = {
  search: BoardSearch
  view: BoardView
  onSearch: (change: { [K in keyof BoardSearch]?: BoardSearch[K] | undefined }) => void
}

/** What a board is looked at through: a filter, and what it is held against. */
export function BoardToolbar({ search, view, onSearch }: Props) {
  const { t } = useTranslation()
  const { project, window } = view
  const facet = useQuery(choicesQuery(project, boundsOf(window), ['release']))
  const found =
    facet.data?.facets[0]?.values.flatMap(({ value }) => (value === null || value === '' ? [] : [value])) ?? []
  const named = [search.release, search.against].filter((release) => release !== undefined)
  const releases = [...new Set([...named, ...found])]
  const options = [{ id: '', text: t('boards.anyRelease') }, ...releases.map((id) => ({ id, text: id }))]
  const hasReleases = releases.length > 1 || named.length > 0
  return (
    <>
      <div className="flex min-h-16 flex-wrap items-end gap-2 pb-3">
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
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2 pb-3">
        <Variables view={view} pick={search.pick} onPick={(pick) => onSearch({ pick })} />
        <LandmarkLine project={project} landmarks={view.landmarks} />
      </div>
    </>
  )
}
