import { Skeleton } from '../../ui/Skeleton.tsx'

/** Panels before anybody knows which: numbers above, charts below, as on most boards. */
const NUMBERS = ['a', 'b', 'c', 'd']
const CHARTS = ['a', 'b']

export function BoardPending() {
  return (
    <div aria-hidden="true" data-pending="" className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      {NUMBERS.map((id) => (
        <Skeleton key={id} className="h-27 sm:col-span-1" />
      ))}
      {CHARTS.map((id) => (
        <Skeleton key={id} className="h-75.5 sm:col-span-2" />
      ))}
    </div>
  )
}
