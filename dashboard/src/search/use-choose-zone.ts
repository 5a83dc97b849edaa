import { useNavigate } from '@tanstack/react-router'
import { setPreferences } from '../ui/preferences.ts'
import { zoneInAddress } from '../ui/zone.ts'

/** Makes a zone the reader's own, on this page as well, whatever its address asked for. */
export function useChooseZone(): (timeZone: string) => void {
  const navigate = useNavigate()
  return (timeZone) => {
    setPreferences({ timeZone })
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, tz: zoneInAddress(timeZone) }),
      replace: true,
    })
  }
}
