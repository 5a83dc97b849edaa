import { onlineManager } from '@tanstack/react-query'
import { WifiOff } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Icon } from '../ui/Icon.tsx'
import { useTranslation } from '../ui/i18n.ts'

const subscribe = (listener: () => void) => onlineManager.subscribe(listener)

/** Without a network nothing is asked until there is one; what was read stays, and is read again then. */
export function OfflineBanner() {
  const { t } = useTranslation()
  const isOnline = useSyncExternalStore(subscribe, () => onlineManager.isOnline())
  return (
    <div role="status">
      {!isOnline && (
        <p className="flex items-center gap-2 border-warning-mark border-y bg-subtle px-4 py-1.5 text-warning text-xs">
          <Icon icon={WifiOff} />
          {t('shell.offline')}
        </p>
      )}
    </div>
  )
}
