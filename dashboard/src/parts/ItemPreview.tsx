import { directionOf } from '../model/direction.ts'
import { cut } from '../model/preview.ts'
import { useTranslation } from '../ui/i18n.ts'

const MOST_CHARACTERS = 400

/** What would become input and what expected output, in short. */
export function ItemPreview({ input, expected }: { input: unknown; expected: unknown }) {
  const { t } = useTranslation()
  return (
    <div className="grid gap-2 rounded-card border border-line p-2 sm:grid-cols-2">
      <ShortValue title={t('datasets.input')} value={input} />
      <ShortValue title={t('datasets.expected')} value={expected} />
    </div>
  )
}

function ShortValue({ title, value }: { title: string; value: unknown }) {
  const { t } = useTranslation()
  const text = shortText(value)
  return (
    <div className="min-w-0">
      <p className="text-muted text-xs">{title}</p>
      {text === undefined ? (
        <p className="text-faint text-xs">{t('trace.unknown')}</p>
      ) : (
        <p dir={textDirection(value, text)} className="whitespace-pre-wrap text-xs [overflow-wrap:anywhere]">
          {cut(text, MOST_CHARACTERS).text}
          {text.length > MOST_CHARACTERS && '…'}
        </p>
      )}
    </div>
  )
}

/** JSON reads left to right whatever it holds; text runs its own way. */
export function textDirection(value: unknown, text: string): 'ltr' | 'rtl' {
  return typeof value === 'string' ? directionOf(text) : 'ltr'
}

/** undefined where nobody said. */
export function shortText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
