import { parseFilter } from '@vitrine/schemas/filter'
import { Search } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { FilterError } from './FilterError.tsx'

/** A filter as text, for lists without facets. Enter commits; what cannot be read is said, not run. */
export function FilterField({ text, onCommit }: { text: string; onCommit: (text: string) => void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState({ base: text, text })
  const shown = draft.base === text ? draft.text : text
  const input = useRef<HTMLInputElement>(null)
  const errorId = useId()
  const parsed = parseFilter(shown)
  useShortcut({ keys: '/', scope: 'page', label: 'list.keys.search' }, () => input.current?.focus())
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (parsed.kind === 'ok') onCommit(shown.trim())
  }
  return (
    <search className="flex flex-col gap-1">
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
            onKeyDown={(event) => event.key === 'Escape' && setDraft({ base: text, text })}
            aria-label={t('list.queryLabel')}
            aria-invalid={parsed.kind === 'error'}
            aria-describedby={parsed.kind === 'error' ? errorId : undefined}
            placeholder={t('list.queryPlaceholder')}
            autoComplete="off"
            spellCheck={false}
            className="h-8 w-full rounded-control border border-control bg-bg ps-8 pe-2 font-mono text-sm placeholder:font-sans placeholder:text-faint aria-invalid:border-error-mark pointer-coarse:h-11"
          />
        </div>
        <Button type="submit" isDisabled={parsed.kind === 'error'}>
          {t('list.search')}
        </Button>
      </form>
      {parsed.kind === 'error' && <FilterError id={errorId} parsed={parsed} />}
    </search>
  )
}
