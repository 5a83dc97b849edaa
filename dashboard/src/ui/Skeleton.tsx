import clsx from 'clsx'

/** A grey block in the place of content that is on its way. Shown after a short delay, so that fast answers do not flash. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={clsx('vitrine-skeleton rounded-control bg-hover', className)} />
}
