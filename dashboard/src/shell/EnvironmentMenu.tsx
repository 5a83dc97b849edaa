import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { EVERYTHING, printFilter } from '@vitrine/schemas/filter'
import { ChevronDown, Layers } from 'lucide-react'
import { useState } from 'react'
import { choicesQuery } from '../api/board-queries.ts'
import { narrowedTo, readQuery, withOnly } from '../model/query.ts'
import { resolveRange, toRfc3339 } from '../model/time-range.ts'
import { useRefresh } from '../search/refresh.ts'
import { timeSearch } from '../search/time.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { Menu } from '../ui/Menu.tsx'

const FIELD = 'environment'
/** Stands for no choice; no value begins so. */
const ANY = 'any'
const idOf = (value: string) => `is ${value}`

/** Narrows the page to one environment: a term of its filter, as the query bar, the chips and the facets write it. */
export function EnvironmentMenu({ project }: { project: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const q = useSearch({ strict: false, select: (search: { q?: string }) => search.q ?? '' })
  const range = useSearch({ strict: false, select: timeSearch, structuralSharing: true })
  const { readAtMs } = useRefresh()
  const { window } = resolveRange(range, readAtMs)
  const bounds = { from: toRfc3339(window.fromMs), to: toRfc3339(window.toMs) }
  const [isAsked, setAsked] = useState(false)
  const facets = useQuery({ ...choicesQuery(project, bounds, [FIELD]), enabled: isAsked })
  const filter = q === '' ? EVERYTHING : readQuery(q)
  const chosen = filter === undefined ? [] : narrowedTo(filter, FIELD)
  const seen = facets.data?.facets[0]?.values.flatMap(({ value }) => (value === null || value === '' ? [] : [value]))
  const values = [...new Set([...chosen, ...(seen ?? [])])]
  const names = chosen.length === 0 ? t('shell.anyEnvironment') : chosen.join(', ')
  const choose = (value: string | undefined) => {
    if (filter === undefined) return
    const next = printFilter(withOnly(filter, FIELD, value))
    void navigate({
      to: '.',
      search: ({ q: _q, cursor: _cursor, peek: _peek, span: _span, ...rest }: Record<string, unknown>) =>
        next === '' ? rest : { ...rest, q: next },
    })
  }
  return (
    <Menu
      label={t('shell.environment')}
      onOpen={() => setAsked(true)}
      trigger={
        <Button look="quiet" aria-label={t('shell.environmentNow', { names })} isDisabled={filter === undefined}>
          <Icon icon={Layers} />
          <bdi className={chosen.length === 0 ? 'text-muted max-xl:hidden' : 'max-w-40 truncate max-sm:max-w-20'}>
            {names}
          </bdi>
          <Icon icon={ChevronDown} />
        </Button>
      }
      entries={[
        { id: ANY, text: t('shell.anyEnvironment'), isSelected: chosen.length === 0 },
        ...values.map((value) => ({
          id: idOf(value),
          text: value === '' ? t('list.nobodySaid') : value,
          isSelected: chosen.includes(value),
        })),
      ]}
      onAction={(id) => choose(id === ANY ? undefined : values.find((value) => idOf(value) === id))}
    />
  )
}
