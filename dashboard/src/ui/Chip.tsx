import { X } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Icon } from './Icon.tsx'
import { useTranslation } from './i18n.ts'

/** One active filter or tag, with a way to remove it. */
export function Chip({ text, onRemove }: { text: string; onRemove?: () => void }) {
  const { t } = useTranslation()
  return (
    <span className="inline-flex max-w-80 items-center gap-1 rounded-pill border border-line bg-subtle ps-2 pe-1 text-xs">
      <bdi className="truncate py-0.5">{text}</bdi>
      {onRemove !== undefined && (
        <AriaButton
          aria-label={t('common.removeNamed', { name: text })}
          onPress={onRemove}
          className="grid size-6 cursor-pointer place-items-center rounded-pill data-hovered:bg-hover"
        >
          <Icon icon={X} className="size-3" />
        </AriaButton>
      )}
    </span>
  )
}
