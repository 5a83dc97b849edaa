import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/Page.tsx'

export function OverviewPage() {
  const { t } = useTranslation()
  return <Page title={t('nav.overview')}>{null}</Page>
}
