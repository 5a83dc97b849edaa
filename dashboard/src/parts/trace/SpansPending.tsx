import { Skeleton } from '../../ui/Skeleton.tsx'

/** More than fit a tall screen; the rest is cut off. */
const ROWS = Array.from({ length: 40 }, (_, at) => at)

/** The spans of a trace before they are there: what stands above them, and their lines. */
export function SpansPending({ headClass }: { headClass: string }) {
  return (
    <>
      <div className={`shrink-0 border-line border-b bg-subtle ${headClass}`} />
      {ROWS.map((at) => (
        <div key={at} className="h-7 shrink-0 px-2 py-1.5">
          <Skeleton className="h-full" />
        </div>
      ))}
    </>
  )
}
