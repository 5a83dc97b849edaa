import { SecretDialog } from '../../parts/SecretDialog.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { useTranslation } from '../../ui/i18n.ts'

type Pair = { readonly public_key: string; readonly key: string }

export function NewKeyDialog({ pair, onClose }: { pair: Pair; onClose: () => void }) {
  const { t } = useTranslation()
  const env = [
    `VITRINE_URL=${window.location.origin}`,
    `VITRINE_KEY=${pair.key}`,
    `VITRINE_PUBLIC_KEY=${pair.public_key}`,
    `OTEL_EXPORTER_OTLP_ENDPOINT=${window.location.origin}`,
    `OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${pair.key}`,
    '',
  ].join('\n')
  return (
    <SecretDialog
      title={t('settings.keys.made')}
      warning={t('settings.keys.once')}
      kept={t('settings.keys.kept')}
      onClose={onClose}
    >
      <CodeBlock label={t('settings.keys.secret')} text={pair.key} />
      <CodeBlock label={t('settings.keys.env')} text={env} />
    </SecretDialog>
  )
}
