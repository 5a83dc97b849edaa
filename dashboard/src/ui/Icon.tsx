import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'

/** Icons are decoration: the words beside them (or the button's name) carry the meaning. */
export function Icon({
  icon: Drawn,
  flips = false,
  className,
}: {
  icon: LucideIcon
  flips?: boolean
  className?: string
}) {
  return <Drawn aria-hidden="true" size={16} className={clsx('shrink-0', flips && 'rtl:-scale-x-100', className)} />
}
