import { Skeleton } from '../../ui/Skeleton.tsx'

/** More than fit a tall screen; the rest is cut off. */
const ROWS = Array.from({ length: 40 }, (_, at) => at)

export interface LinesPendingProps {
  readonly rowPx: number
  readonly hasHead: boolean
  /** That of the list which follows: what stands here stays where it is. */
  readonly heightClass: string
}

/** A list before its rows are there: its head and its lines, each in the place of the row to come. */
export function LinesPending({ rowPx, hasHead, heightClass }: LinesPendingProps) {
  return (
    <div
      aria-hidden="true"
      data-pending=""
      className={`overflow-hidden rounded-card border border-line ${heightClass}`}
    >
      {hasHead && <div className="h-8 border-line border-b bg-subtle" />}
      {ROWS.map((at) => (
        <div key={at} className="border-line border-b p-2" style={{ blockSize: rowPx }}>
          <Skeleton className="h-full max-h-24" />
        </div>
      ))}
    </div>
  )
}
