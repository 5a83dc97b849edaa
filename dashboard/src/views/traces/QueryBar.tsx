import { FIELDS, type Filter } from '@vitrine/schemas/filter'
import { X } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { chipsOf } from '../../model/query.ts'
import { completed } from '../../model/suggest.ts'
import { FilterInput, useFilterDraft } from '../../parts/list/FilterInput.tsx'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import type { ListQuestion } from './traces-queries.ts'
import { type Suggestion, useSuggestions } from './use-suggestions.ts'

export interface QueryBarProps {
  /** The committed text; `filter` is undefined when it cannot be read. */
  readonly text: string
  readonly filter: Filter | undefined
  readonly question: ListQuestion
  readonly onCommit: (text: string) => void
}

/** The filter as text. Enter commits, Esc goes back to what was committed; what cannot be read is said, not run. */
export function QueryBar({ text, filter, question, onCommit }: QueryBarProps) {
  const { t } = useTranslation()
  const draft = useFilterDraft(text, onCommit)
  const { shown, input } = draft
  const listId = useId()
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const [cursor, setCursor] = useState(shown.length)
  const isWriting = isOpen && draft.isTouched && shown !== text
  const { asked, suggestions } = useSuggestions(question, shown, cursor, isWriting)

  function write(next: string, place: number): void {
    draft.write(next)
    setCursor(place)
    setAt(-1)
    setOpen(true)
  }
  function accept(suggestion: Suggestion): void {
    if (asked.kind === 'nothing') return
    const next = completed(shown, cursor, asked.from, suggestion.text)
    write(next.text, next.cursor)
    requestAnimationFrame(() => input.current?.setSelectionRange(next.cursor, next.cursor))
  }
  function submit(event: FormEvent): void {
    setOpen(false)
    draft.submit(event)
  }
  function handleKey(event: KeyboardEvent): void {
    // While a script is being composed, keys belong to its editor.
    if (event.nativeEvent.isComposing) return
    const chosen = suggestions[at]
    if (event.key === 'ArrowDown' && suggestions.length > 0) setAt((at + 1) % suggestions.length)
    else if (event.key === 'ArrowUp' && suggestions.length > 0) setAt(at <= 0 ? suggestions.length - 1 : at - 1)
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) accept(chosen)
    else if (event.key === 'Escape') {
      setAt(-1)
      draft.revert()
    } else return
    event.preventDefault()
  }
  return (
    <div className="flex flex-col gap-1">
      <FilterInput
        draft={{ ...draft, submit }}
        field={{
          role: 'combobox',
          'aria-expanded': suggestions.length > 0,
          'aria-controls': listId,
          'aria-autocomplete': 'list',
          'aria-activedescendant': at >= 0 && suggestions.length > 0 ? `${listId}-${at}` : undefined,
          onChange: ({ target }) => write(target.value, target.selectionStart ?? target.value.length),
          onKeyDown: handleKey,
          onFocus: () => setOpen(true),
          onBlur: () => setOpen(false),
        }}
        over={<SuggestionList id={listId} suggestions={suggestions} at={at} onChoose={accept} />}
        before={shown !== '' && <IconButton icon={X} label={t('list.clear')} onPress={() => onCommit('')} />}
        after={
          <Button look="quiet" aria-expanded={isHelpOpen} onPress={() => setHelpOpen(!isHelpOpen)}>
            {t('list.fields')}
          </Button>
        }
      />
      {isHelpOpen && <FieldHelp />}
      {filter !== undefined && filter.kind !== 'all' && (
        <ul aria-label={t('list.activeFilters')} className="flex flex-wrap items-center gap-1">
          {chipsOf(filter).map((chip) => (
            <li key={chip.text}>
              <Chip text={chip.text} onRemove={() => onCommit(chip.without)} />
            </li>
          ))}
          <li>
            <Button look="quiet" size="small" onPress={() => onCommit('')}>
              {t('list.clearAll')}
            </Button>
          </li>
        </ul>
      )}
    </div>
  )
}

interface SuggestionListProps {
  readonly id: string
  readonly suggestions: readonly Suggestion[]
  readonly at: number
  readonly onChoose: (suggestion: Suggestion) => void
}

function SuggestionList({ id, suggestions, at, onChoose }: SuggestionListProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('list.suggestions')}
      hidden={suggestions.length === 0}
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-80 overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-float"
    >
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          // The field keeps the focus.
          onPointerDown={(event) => {
            event.preventDefault()
            onChoose(suggestion)
          }}
          className={`flex min-h-7 cursor-pointer items-center gap-3 rounded-control px-2 text-xs ${index === at ? 'bg-selected' : 'hover:bg-hover'}`}
        >
          <bdi className="truncate font-mono">{suggestion.text}</bdi>
          <span className="grow" />
          {suggestion.about !== '' && (
            <span lang="en" dir="ltr" className="truncate text-muted">
              {suggestion.about}
            </span>
          )}
          {suggestion.count !== undefined && (
            <span className="text-muted tabular-nums">{format.number(suggestion.count)}</span>
          )}
        </div>
      ))}
    </div>
  )
}

const EXAMPLES = [
  'status:error',
  'model:gpt* -user:""',
  'trace.duration>2s',
  'has(kind:tool status:error)',
  'has(kind:retrieval documents:0)',
  'then(kind:tool status:error, kind:llm)',
  'count(kind:tool)>5',
  'cost>=$0.05',
  'score.quality<0.7',
  'refund',
]

/** What may be asked: examples, and every field of the grammar. */
function FieldHelp() {
  const { t } = useTranslation()
  return (
    <div className="rounded-card border border-line bg-subtle p-3 text-xs">
      <p className="mb-1 text-muted">{t('list.examples')}</p>
      <p dir="ltr" className="mb-2 flex flex-wrap gap-2 font-mono rtl:justify-end">
        {EXAMPLES.map((example) => (
          <code key={example} className="rounded-control bg-bg px-1">
            {example}
          </code>
        ))}
      </p>
      <p className="mb-1 text-muted">{t('list.allFields')}</p>
      <p dir="ltr" className="flex flex-wrap gap-x-3 gap-y-1 font-mono rtl:justify-end">
        {FIELDS.map((field) => (
          <span key={field.name} title={field.about}>
            {field.name}
            {field.keyed === true && '.…'}
          </span>
        ))}
      </p>
    </div>
  )
}
