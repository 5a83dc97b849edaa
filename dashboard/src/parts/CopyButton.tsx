import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import { useTranslation } from '../ui/i18n.ts'

/** Copies what the function gives when pressed; a tick says that it went well. */
export function CopyButton({ text, label }: { text: () => string; label: string }) {
  const { t } = useTranslation()
  const [isDone, setDone] = useState(false)
  async function copy(): Promise<void> {
    await navigator.clipboard?.writeText(text())
    setDone(true)
    setTimeout(() => setDone(false), 1_500)
  }
  return (
    <IconButton
      icon={isDone ? Check : Copy}
      label={isDone ? t('trace.copied') : t('trace.copyNamed', { name: label })}
      onPress={() => void copy()}
    />
  )
}
