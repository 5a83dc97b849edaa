// The inside of a page: its title in the tab and as the one <h1>, which takes the focus after a change of page.
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from './i18n.ts'

export type PageProps = { title: string; actions?: ReactNode; children: ReactNode; hideTitle?: boolean }

let isFirstPage = true

export function Page({ title, actions, children, hideTitle }: PageProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // On the first page the browser's own order stands; later the reader is taken to the new page's start.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true })
    isFirstPage = false
  }, [])
  return (
    <>
      <title>{t('common.pageTitle', { page: title })}</title>
      <div className={hideTitle ? 'sr-only' : 'flex flex-wrap items-center justify-between gap-2 pb-3'}>
        <h1 ref={heading} tabIndex={-1} className="text-xl">
          <bdi>{title}</bdi>
        </h1>
        {actions}
      </div>
      {children}
    </>
  )
}
