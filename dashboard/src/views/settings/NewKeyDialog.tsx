import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Dialog } from '../../ui/Dialog.tsx'

type Pair = { readonly public_key: string; readonly key: string }

/** The only place and time that a secret is on a page: it is in no later answer. */
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
    <Dialog
      title={t('settings.keys.made')}
      isOpen
      onClose={onClose}
      role="alertdialog"
      footer={
        <Button look="primary" onPress={onClose}>
          {t('settings.keys.kept')}
        </Button>
      }
    >
      <p className="pb-3 text-warning">{t('settings.keys.once')}</p>
      <div className="flex flex-col gap-3">
        <CodeBlock label={t('settings.keys.secret')} text={pair.key} />
        <CodeBlock label={t('settings.keys.env')} text={env} />
      </div>
    </Dialog>
  )
}
