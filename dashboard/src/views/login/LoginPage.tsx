import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/Page.tsx'

export function LoginPage() {
  const { t } = useTranslation()
  return <Page title={t('nav.start')}>{null}</Page>
}
