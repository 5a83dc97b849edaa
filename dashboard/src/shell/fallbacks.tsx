import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { BUTTON_LINK, Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { Page } from '../ui/Page.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

/** Drawn inside the shell: whoever is lost keeps the way to everything else. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('shell.notFound')} hideTitle>
      <EmptyState
        title={t('shell.notFound')}
        action={
          <Link to="/" className={BUTTON_LINK}>
            {t('shell.toStart')}
          </Link>
        }
      >
        {t('shell.notFoundHint')}
      </EmptyState>
    </Page>
  )
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  if (isStaleChunk(error)) {
    return (
      <Page title={t('shell.newVersion')} hideTitle>
        <EmptyState
          title={t('shell.newVersion')}
          action={<Button onPress={() => location.reload()}>{t('shell.reload')}</Button>}
        >
          {t('shell.newVersionHint')}
        </EmptyState>
      </Page>
    )
  }
  return (
    <div className="p-6">
      <ErrorState title={t('shell.pageFailed')} error={error} onRetry={reset} />
    </div>
  )
}

/** After a new version was installed, an old tab asks for chunks that are gone: only a reload helps. */
function isStaleChunk(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script/i.test(error.message)
}

export function PagePending() {
  return <Skeleton className="m-6 h-40" />
}
