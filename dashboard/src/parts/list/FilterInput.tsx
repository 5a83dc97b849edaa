import { type Parsed, parseFilter } from '@vitrine/schemas/filter'
import { Search } from 'lucide-react'
import { type ComponentProps, type FormEvent, type ReactNode, type RefObject, useId, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import { FilterError } from './FilterError.tsx'

export interface FilterDraft {
  /** What stands in the field: the committed text until somebody writes. */
  readonly shown: string
  readonly isTouched: boolean
  readonly parsed: Parsed
  readonly input: RefObject<HTMLInputElement | null>
  readonly write: (text: string) => void
  readonly revert: () => void
  readonly submit: (event: FormEvent) => void
}

/** A filter as text before it is committed. A newly committed text takes the place of what was being written. */
export function useFilterDraft(text: string, onCommit: (text: string) => void): FilterDraft {
  const [draft, setDraft] = useState({ base: text, text })
  const isTouched = draft.base === text
  const shown = isTouched ? draft.text : text
  const input = useRef<HTMLInputElement>(null)
  const parsed = parseFilter(shown)
  useShortcut({ keys: '/', scope: 'page', label: 'list.keys.search' }, () => input.current?.focus())
  return {
    shown,
    isTouched,
    parsed,
    input,
    write: (next) => setDraft({ base: text, text: next }),
    revert: () => setDraft({ base: text, text }),
    submit: (event) => {
      event.preventDefault()
      if (parsed.kind === 'ok') onCommit(shown.trim())
    },
  }
}

export interface FilterInputProps {
  readonly draft: FilterDraft
  /** What the field does beyond being one. */
  readonly field: ComponentProps<'input'>
  /** Over the field, such as suggestions. */
  readonly over?: ReactNode
  /** Between the field and the button that commits, and after it. */
  readonly before?: ReactNode
  readonly after?: ReactNode
}

/** Enter commits; what cannot be read is said in place, not run. */
export function FilterInput({ draft, field, over, before, after }: FilterInputProps) {
  const { t } = useTranslation()
  const errorId = useId()
  const { parsed } = draft
  return (
    <search className="flex flex-col gap-1">
      <form onSubmit={draft.submit} className="flex items-center gap-1">
        <div className="relative grow">
          <span className="absolute inset-y-0 start-2 grid place-items-center text-muted">
            <Icon icon={Search} />
          </span>
          <input
            ref={draft.input}
            dir="auto"
            value={draft.shown}
            aria-label={t('list.queryLabel')}
            aria-invalid={parsed.kind === 'error'}
            aria-describedby={parsed.kind === 'error' ? errorId : undefined}
            placeholder={t('list.queryPlaceholder')}
            autoComplete="off"
            spellCheck={false}
            // Room on both sides: the text runs its own way, the sign stands at the start of the page.
            className="h-8 w-full rounded-control border border-control bg-bg px-8 font-mono text-sm placeholder:font-sans placeholder:text-faint aria-invalid:border-error-mark pointer-coarse:h-11"
            {...field}
          />
          {over}
        </div>
        {before}
        <Button type="submit" isDisabled={parsed.kind === 'error'}>
          {t('list.search')}
        </Button>
        {after}
      </form>
      {parsed.kind === 'error' && <FilterError id={errorId} parsed={parsed} />}
    </search>
  )
}
