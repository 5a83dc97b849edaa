import { OctagonAlert } from 'lucide-react'
import { Button } from './Button.tsx'
import { errorText } from './error-text.ts'
import { Icon } from './Icon.tsx'
import { useTranslation } from './i18n.ts'

export type ErrorStateProps = { title: string; error: unknown; onRetry?: () => void }

/** A failed region, in its place: what failed, why, what to do, and the way to try again. */
export function ErrorState({ title, error, onRetry }: ErrorStateProps) {
  const { t, i18n } = useTranslation()
  const text = errorText(error, t, i18n.exists)
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-card border border-error-mark p-3">
      <p className="flex items-center gap-2 font-bold text-error">
        <Icon icon={OctagonAlert} />
        {title}
      </p>
      <p>{text.message}</p>
      {text.advice !== undefined && (
        <p className="text-muted">
          <bdi>{text.advice}</bdi>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {onRetry !== undefined && (
          <Button size="small" onPress={onRetry}>
            {t('common.retry')}
          </Button>
        )}
        <Button size="small" look="quiet" onPress={() => void navigator.clipboard?.writeText(text.details)}>
          {t('common.copyDetails')}
        </Button>
      </div>
    </div>
  )
}
