import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/Page.tsx'

export function TracesPage() {
  const { t } = useTranslation()
  return <Page title={t('nav.traces')}>{null}</Page>
}
