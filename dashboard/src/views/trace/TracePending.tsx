import { SpansPending } from '../../parts/trace/SpansPending.tsx'
import { useSplit } from '../../parts/trace/use-split.ts'
import { useMedia } from '../../parts/use-media.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'

/** A trace before its first spans: its name and numbers, the lines of its spans, and the span beside them. */
export function TracePending() {
  const [split] = useSplit()
  const isNarrow = useMedia('(max-width: 899px)')
  return (
    <div
      aria-hidden="true"
      data-pending=""
      className="trace-page flex flex-col gap-2 sm:h-[calc(100dvh-5.25rem)] sm:min-h-[36rem]"
    >
      <div className="flex h-8 items-center justify-between gap-2 pointer-coarse:h-11">
        <Skeleton className="h-6 w-60 max-w-1/2" />
        <Skeleton className="h-7 w-60 max-sm:hidden" />
      </div>
      {/* Of most traces they fill two lines where there is not much room. */}
      <div className="flex flex-col gap-1 text-xs">
        <Skeleton className="h-[1lh] w-4/5" />
        <Skeleton className="h-[1lh] w-1/3 2xl:hidden" />
      </div>
      <div data-pending-part="" className="flex min-h-0 flex-1 overflow-hidden rounded-card border border-line">
        <div
          className="flex min-w-0 shrink-0 flex-col border-line border-e"
          style={{ inlineSize: isNarrow ? '100%' : split }}
        >
          <SpansPending headClass="h-45" />
        </div>
        {!isNarrow && (
          <div className="flex min-w-0 grow flex-col gap-3 p-3">
            <Skeleton className="h-10" />
            <Skeleton className="h-8" />
            <Skeleton className="h-40" />
          </div>
        )}
      </div>
    </div>
  )
}
