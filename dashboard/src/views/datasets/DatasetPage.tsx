import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/Page.tsx'

export function DatasetPage() {
  const { t } = useTranslation()
  return <Page title={t('nav.datasets')}>{null}</Page>
}
