import { Skeleton } from '../../ui/Skeleton.tsx'
import { TablePending } from '../../ui/TablePending.tsx'

/** Two traces before they are there: their numbers, what is said of them, their steps, and what differs at one. */
export function ComparePending() {
  return (
    <div aria-hidden="true" data-pending="" className="flex flex-col gap-3">
      <div className="max-w-4xl">
        <TablePending columns={7} rows={3} />
      </div>
      <div className="flex h-7 items-center">
        <Skeleton className="h-5 w-60" />
      </div>
      <div className="flex flex-col gap-3 xl:flex-row">
        <div className="h-[60vh] min-w-0 flex-[1.6] rounded-card border border-line">
          <Skeleton className="h-8" />
        </div>
        <div className="h-[60vh] min-w-0 flex-1 rounded-card border border-line p-3">
          <Skeleton className="h-5 w-1/2" />
        </div>
      </div>
    </div>
  )
}
