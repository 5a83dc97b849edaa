import { useEffect, useMemo, useState } from 'react'
import { refreshNow } from '../../search/refresh.ts'

const POLL_MS = 2_000

export interface Live {
  readonly isOn: boolean
  /** On, but resting: the reader has scrolled away or picked rows, and nothing may move under the cursor. */
  readonly isResting: boolean
  readonly toggle: () => void
}

/** Reads the list again every two seconds while it is on view; filters stay as they are. */
export function useLive(mayMove: boolean): Live {
  const [isOn, setOn] = useState(false)
  const runs = isOn && mayMove
  useEffect(() => {
    if (!runs) return
    const timer = setInterval(() => {
      if (!document.hidden) refreshNow()
    }, POLL_MS)
    return () => clearInterval(timer)
  }, [runs])
  const isResting = isOn && !mayMove
  return useMemo(() => ({ isOn, isResting, toggle: () => setOn((before) => !before) }), [isOn, isResting])
}
