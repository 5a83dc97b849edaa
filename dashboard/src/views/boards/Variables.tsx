import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { choicesQuery } from '../../api/board-queries.ts'
import { picksOf, VARIABLES, withPick } from '../../model/boards/variables.ts'
import { type BoardView, boundsOf } from '../../parts/board/board-view.ts'
import { keyText } from '../../parts/board/texts.ts'
import { Choice } from '../../parts/Choice.tsx'
import { useTranslation } from '../../ui/i18n.ts'

type Props = { view: BoardView; pick: string | undefined; onPick: (pick: string | undefined) => void }

/** Lists of choices that narrow all panels at once. Their values are asked for once somebody opens them. */
export function Variables({ view, pick, onPick }: Props) {
  const { t } = useTranslation()
  const picks = picksOf(pick)
  const [isOpen, setOpen] = useState(picks.size > 0)
  const facets = useQuery({ ...choicesQuery(view.project, boundsOf(view.window), VARIABLES), enabled: isOpen })
  const valuesOf = (field: string) => {
    const found = facets.data?.facets.find((facet) => facet.field === field)?.values ?? []
    const named = found.flatMap(({ value }) => (value === null || value === '' ? [] : [value]))
    const chosen = picks.get(field)
    return [...new Set([...(chosen === undefined ? [] : [chosen]), ...named])]
  }
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer text-xs text-muted">{t('boards.narrow')}</summary>
      <div className="flex flex-wrap gap-2 pt-2">
        {VARIABLES.map((field) => (
          <Choice
            key={field}
            label={keyText(t, field)}
            value={picks.get(field) ?? ''}
            options={[{ id: '', text: t('boards.anyRelease') }, ...valuesOf(field).map((id) => ({ id, text: id }))]}
            onChange={(id) => onPick(withPick(pick, field, id === '' ? undefined : id))}
          />
        ))}
      </div>
    </details>
  )
}
