import { Check, Copy } from 'lucide-react'
import { IconButton } from '../ui/IconButton.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { useCopied } from '../ui/use-copied.ts'

/** Copies what the function gives when pressed; a tick says that it went well. */
export function CopyButton({ text, label }: { text: () => string; label: string }) {
  const { t } = useTranslation()
  const { isCopied, copy } = useCopied()
  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      label={isCopied ? t('trace.copied') : t('trace.copyNamed', { name: label })}
      onPress={() => copy(text())}
    />
  )
}
