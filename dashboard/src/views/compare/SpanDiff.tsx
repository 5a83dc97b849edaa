import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { type DiffPart, diffValues, isSame } from '../../model/value-diff.ts'
import { spanQuery } from '../../parts/trace/trace-queries.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'

export interface DiffSide {
  readonly traceId: string
  readonly span: SkeletonSpan | undefined
}

/** Input and output of one step in both traces, with what was taken away and what was added. */
export function SpanDiff({ project, a, b }: { project: string; a: DiffSide; b: DiffSide }) {
  const { t } = useTranslation()
  const left = useQuery(spanQuery(project, a.traceId, a.span?.spanId ?? '', a.span?.isRunning ?? false))
  const right = useQuery(spanQuery(project, b.traceId, b.span?.spanId ?? '', b.span?.isRunning ?? false))
  const failed = [left, right].find((one) => one.isError)
  const isWaiting = (a.span !== undefined && left.isPending) || (b.span !== undefined && right.isPending)
  return (
    <section
      aria-label={t('compare.diff')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="flex h-[60vh] min-w-0 flex-1 flex-col gap-3 overflow-y-auto rounded-card border border-line p-3"
    >
      <h2 className="truncate text-md">
        <bdi>{a.span?.name ?? b.span?.name ?? ''}</bdi>
      </h2>
      {(a.span === undefined || b.span === undefined) && (
        <p className="text-muted text-xs">{t(a.span === undefined ? 'compare.onlyB' : 'compare.onlyA')}</p>
      )}
      {a.span !== undefined && b.span !== undefined && <FactDiffs a={a.span} b={b.span} />}
      {failed !== undefined && (
        <ErrorState title={t('trace.spanFailed')} error={failed.error} onRetry={() => void failed.refetch()} />
      )}
      {isWaiting ? (
        <div className="flex flex-col gap-1">
          <Skeleton className="h-4 w-16" />
          <Skeleton className="h-36" />
        </div>
      ) : (
        (['error', 'input', 'output'] as const).map((part) => (
          <Part
            key={part}
            title={t(part === 'error' ? 'trace.status.error' : `trace.${part}`)}
            a={partOf(left.data?.detail, part)}
            b={partOf(right.data?.detail, part)}
          />
        ))
      )}
    </section>
  )
}

/** What makes two steps differ before anybody reads what they said. */
function FactDiffs({ a, b }: { a: SkeletonSpan; b: SkeletonSpan }) {
  const { t } = useTranslation()
  const statusOf = (span: SkeletonSpan) => t(`trace.status.${span.status}`, { defaultValue: span.status })
  return (
    <>
      {a.status !== b.status && <Part title={t('list.facet.status')} a={statusOf(a)} b={statusOf(b)} />}
      {a.model !== b.model && <Part title={t('list.facet.model')} a={a.model} b={b.model} />}
    </>
  )
}

type Detail = { readonly error_message: string | null; readonly input?: unknown; readonly output?: unknown }

function partOf(detail: Detail | undefined, part: 'error' | 'input' | 'output'): unknown {
  if (detail === undefined) return null
  return part === 'error' ? detail.error_message : detail[part]
}

function Part({ title, a, b }: { title: string; a: unknown; b: unknown }) {
  const { t } = useTranslation()
  const parts = useMemo(() => diffValues(a, b), [a, b])
  if ((a ?? null) === null && (b ?? null) === null) return null
  return (
    <section className="flex flex-col gap-1">
      <h3 className="text-muted text-xs">{title}</h3>
      {parts === undefined ? (
        <p className="text-warning text-xs">{t('compare.tooDifferent')}</p>
      ) : isSame(parts) ? (
        <p className="text-muted text-xs">{t('compare.same')}</p>
      ) : (
        <div
          dir="auto"
          className="rounded-card border border-line p-2 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
          style={{ unicodeBidi: 'plaintext' }}
        >
          {shortened(parts).map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no identity but their place
            <Piece key={at} part={part} />
          ))}
        </div>
      )}
    </section>
  )
}

/** By sign and line as well as by colour. */
function Piece({ part }: { part: DiffPart }) {
  if (part.kind === 'same') return part.text
  return part.kind === 'added' ? (
    <ins className="bg-success-mark/15 text-success no-underline before:content-['+'] [text-decoration:underline]">
      {part.text}
    </ins>
  ) : (
    <del className="bg-error-mark/15 text-error before:content-['−']">{part.text}</del>
  )
}

/** Long stretches that are alike keep their ends only. */
const KEPT = 160

function shortened(parts: readonly DiffPart[]): readonly DiffPart[] {
  return parts.map((part, at) => {
    if (part.kind !== 'same' || part.text.length <= KEPT * 3) return part
    const [first, last] = [at === 0, at === parts.length - 1]
    const head = first ? '' : part.text.slice(0, KEPT)
    const tail = last ? '' : part.text.slice(-KEPT)
    return { kind: 'same', text: `${head}\n⋯\n${tail}` }
  })
}
