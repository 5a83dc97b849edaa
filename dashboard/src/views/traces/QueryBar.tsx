import { FIELDS, type Filter, parseFilter } from '@vitrine/schemas/filter'
import { Search, X } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chipsOf } from '../../model/query.ts'
import { FilterError } from '../../parts/list/FilterError.tsx'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import type { ListQuestion } from './traces-queries.ts'

export interface QueryBarProps {
  /** The committed text; `filter` is undefined when it cannot be read. */
  readonly text: string
  readonly filter: Filter | undefined
  readonly question: ListQuestion
  readonly onCommit: (text: string) => void
}

/** The filter as text. Enter commits, Esc goes back to what was committed; what cannot be read is said, not run. */
export function QueryBar({ text, filter, onCommit }: QueryBarProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<{ readonly base: string; readonly text: string }>({ base: text, text })
  const shown = draft.base === text ? draft.text : text
  const input = useRef<HTMLInputElement>(null)
  const ids = { help: useId(), error: useId(), fields: useId() }
  const [isHelpOpen, setHelpOpen] = useState(false)
  const parsed = parseFilter(shown)
  useShortcut({ keys: '/', scope: 'page', label: 'list.keys.search' }, () => input.current?.focus())

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (parsed.kind === 'ok') onCommit(shown.trim())
  }
  function handleKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    event.preventDefault()
    setDraft({ base: text, text })
  }
  return (
    <div className="flex flex-col gap-1">
      <search>
        <form onSubmit={submit} className="flex items-center gap-1">
          <div className="relative grow">
            <span className="absolute inset-y-0 start-2 grid place-items-center text-muted">
              <Icon icon={Search} />
            </span>
            <input
              ref={input}
              dir="auto"
              value={shown}
              onChange={(event) => setDraft({ base: text, text: event.target.value })}
              onKeyDown={handleKey}
              aria-label={t('list.queryLabel')}
              aria-invalid={parsed.kind === 'error'}
              aria-describedby={parsed.kind === 'error' ? ids.error : undefined}
              placeholder={t('list.queryPlaceholder')}
              autoComplete="off"
              spellCheck={false}
              className="h-8 w-full rounded-control border border-control bg-bg px-8 font-mono text-sm placeholder:font-sans placeholder:text-faint aria-invalid:border-error-mark pointer-coarse:h-11"
            />
          </div>
          {shown !== '' && <IconButton icon={X} label={t('list.clear')} onPress={() => onCommit('')} />}
          <Button type="submit" isDisabled={parsed.kind === 'error'}>
            {t('list.search')}
          </Button>
          <Button look="quiet" aria-expanded={isHelpOpen} onPress={() => setHelpOpen(!isHelpOpen)}>
            {t('list.fields')}
          </Button>
        </form>
      </search>
      {parsed.kind === 'error' && <FilterError id={ids.error} parsed={parsed} />}
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

const EXAMPLES = [
  'status:error',
  'model:gpt* -user:""',
  'trace.duration>2s',
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
