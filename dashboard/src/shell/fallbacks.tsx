import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <main className="p-6">
      <title>{t('common.pageTitle', { page: t('shell.notFound') })}</title>
      <h1 className="sr-only">{t('shell.notFound')}</h1>
      <EmptyState title={t('shell.notFound')} action={<Link to="/">{t('shell.toStart')}</Link>}>
        {t('shell.notFoundHint')}
      </EmptyState>
    </main>
  )
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  return (
    <div className="p-6">
      <ErrorState
        title={t('shell.pageFailed')}
        error={error}
        onRetry={() => (isStaleChunk(error) ? location.reload() : reset())}
      />
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
