import { Check, Copy } from 'lucide-react'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { useTranslation } from './i18n.ts'
import { useCopied } from './use-copied.ts'

/** Copies a text and says so, to the eye and to screen readers. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation()
  const { isCopied, copy } = useCopied()
  return (
    <Button size="small" onPress={() => copy(text)}>
      <Icon icon={isCopied ? Check : Copy} />
      <span aria-live="polite">{isCopied ? t('common.copied') : (label ?? t('common.copy'))}</span>
    </Button>
  )
}
