import { useQuery } from '@tanstack/react-query'
import type { Facet } from '@vitrine/schemas/api'
import type { Filter } from '@vitrine/schemas/filter'
import clsx from 'clsx'
import { Ban, ListFilter } from 'lucide-react'
import { useRef, useState } from 'react'
import { facetState, withFacet, withoutFacet } from '../../model/query.ts'
import { useMedia } from '../../parts/use-media.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { staleness } from '../../ui/staleness.ts'
import { useFormat } from '../../ui/use-format.ts'
import { facetSearchQuery, facetsQuery, type ListQuestion } from './traces-queries.ts'

export interface FacetSidebarProps {
  readonly question: ListQuestion
  readonly filter: Filter
  readonly isEnabled: boolean
  readonly onChange: (change: (filter: Filter) => Filter) => void
}

/** The values of each field with their counts under the other terms of the filter; a press filters or excludes. */
export function FacetSidebar({ question, filter, isEnabled, onChange }: FacetSidebarProps) {
  const { t } = useTranslation()
  const isWide = useMedia('(min-width: 1024px)')
  const [choice, setChoice] = useState<boolean | undefined>()
  const isOpen = choice ?? isWide
  const panel = useRef<HTMLElement>(null)
  const facets = useQuery({ ...facetsQuery(question), enabled: isEnabled && isOpen })
  useShortcut({ keys: 'f', scope: 'page', label: 'list.keys.facets' }, () => {
    setChoice(true)
    panel.current?.querySelector('button')?.focus()
  })
  // Where nothing was said there is nothing to choose: a column of its own would say that at length.
  if (facets.data?.facets.every(isSilent) === true) return null
  if (!isOpen) {
    return (
      <div className="shrink-0">
        <IconButton icon={ListFilter} label={t('list.showFacets')} look="plain" onPress={() => setChoice(true)} />
      </div>
    )
  }
  return (
    <aside
      ref={panel}
      aria-label={t('list.facets')}
      className={clsx(
        'flex w-56 shrink-0 flex-col gap-3 overflow-y-auto',
        isWide ? 'min-h-0' : 'fixed inset-y-0 start-0 z-20 w-72 border-line border-e bg-raised p-3 shadow-float',
      )}
    >
      <Button size="small" look="quiet" className="self-start" onPress={() => setChoice(false)}>
        {t('list.hideFacets')}
      </Button>
      {facets.isError && (
        <ErrorState title={t('list.facetsFailed')} error={facets.error} onRetry={() => void facets.refetch()} />
      )}
      {facets.isPending && !facets.isError && <Skeleton className="h-64" />}
      {facets.data?.facets.map((facet) => (
        <FacetGroup
          key={facet.field}
          facet={facet}
          question={question}
          filter={filter}
          isStale={facets.isPlaceholderData}
          onChange={onChange}
        />
      ))}
    </aside>
  )
}

interface FacetGroupProps {
  readonly facet: Facet
  readonly question: ListQuestion
  readonly filter: Filter
  readonly isStale: boolean
  readonly onChange: FacetSidebarProps['onChange']
}

/** Values that an opened facet lists; beyond them its own search finds the rest. */
const MORE_VALUES = 50

function FacetGroup({ facet, question, filter, isStale, onChange }: FacetGroupProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const wider = useQuery({
    ...facetSearchQuery(question, facet.field, search.trim(), MORE_VALUES),
    enabled: isOpen,
  })
  if (isSilent(facet)) return null
  const shown = (isOpen ? wider.data?.facets[0] : undefined) ?? facet
  const title = t(`list.facet.${facet.field}`)
  return (
    <section>
      <h2 className="mb-0.5 font-bold text-xs">{title}</h2>
      {isOpen && (
        <input
          type="search"
          dir="auto"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          aria-label={t('list.facetSearch', { name: title })}
          placeholder={t('list.facetSearch', { name: title })}
          className="mb-1 h-7 w-full rounded-control border border-control bg-bg px-2 text-xs placeholder:text-faint pointer-coarse:h-11"
        />
      )}
      <ul className="flex flex-col" {...staleness(isStale || wider.isPlaceholderData)}>
        {shown.values.map(({ value, count }) => (
          <FacetLine
            key={value ?? ''}
            name={value === null || value === '' ? t('list.nobodySaid') : wordOf(facet.field, value, t)}
            count={format.number(count)}
            state={facetState(filter, facet.field, value)}
            onOnly={() => onChange((before) => withFacet(before, facet.field, value))}
            onExclude={() => onChange((before) => withoutFacet(before, facet.field, value))}
          />
        ))}
      </ul>
      {isOpen && shown.values.length === 0 && <p className="text-faint text-xs">{t('list.facetNothing')}</p>}
      {(isOpen || facet.other > 0) && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen)
            setSearch('')
          }}
          className="min-h-6 px-1 text-link text-xs hover:underline"
        >
          {isOpen
            ? t('list.facetLess')
            : t('list.facetOther', {
                values: format.number(facet.distinct - facet.values.length),
                n: format.number(facet.other),
              })}
        </button>
      )}
    </section>
  )
}

/** Nobody said anything in this field. */
function isSilent(facet: Facet): boolean {
  return facet.values.every(({ value }) => value === null || value === '')
}

interface FacetLineProps {
  readonly name: string
  readonly count: string
  readonly state: 'off' | 'only' | 'excluded'
  readonly onOnly: () => void
  readonly onExclude: () => void
}

function FacetLine({ name, count, state, onOnly, onExclude }: FacetLineProps) {
  const { t } = useTranslation()
  return (
    <li className="group flex items-center gap-1">
      <button
        type="button"
        aria-pressed={state === 'only'}
        onClick={onOnly}
        className={clsx(
          'flex min-h-6 min-w-0 flex-1 items-center gap-2 rounded-control px-1 text-start text-xs hover:bg-hover pointer-coarse:min-h-11',
          state === 'only' && 'bg-selected font-bold',
          state === 'excluded' && 'text-muted line-through',
        )}
      >
        <bdi className="truncate" title={name}>
          {name}
        </bdi>
        <span className="grow" />
        <span className="text-muted tabular-nums">{count}</span>
      </button>
      <button
        type="button"
        aria-pressed={state === 'excluded'}
        aria-label={t('list.exclude', { name })}
        title={t('list.exclude', { name })}
        onClick={onExclude}
        className={clsx(
          'grid size-6 shrink-0 place-items-center rounded-control text-muted hover:bg-hover focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100',
          state !== 'excluded' && 'opacity-0',
        )}
      >
        <Icon icon={Ban} className="size-3.5" />
      </button>
    </li>
  )
}

/** Our own words are translated, the values that clients sent are theirs. */
function wordOf(field: string, value: string, t: ReturnType<typeof useTranslation>['t']): string {
  if (field === 'kind') return t(`trace.kind.${value}`, { defaultValue: value })
  if (field === 'status') return t(`trace.status.${value}`, { defaultValue: value })
  return value
}
