import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { alignTraces, firstDivergence } from '../../model/align.ts'
import { treeOf } from '../../model/tree.ts'
import { type LoadedTrace, traceQuery } from '../../parts/trace/trace-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { AlignedSteps } from './AlignedSteps.tsx'
import { ChooseOther } from './ChooseOther.tsx'
import { ComparePending } from './ComparePending.tsx'
import { Deltas } from './Deltas.tsx'
import { SpanDiff } from './SpanDiff.tsx'

const route = getRouteApi('/p/$project/compare')

/** Two traces, aligned by their structure: where they part, and what differs at the step that is looked at. */
export function ComparePage() {
  const { t } = useTranslation()
  const { project } = route.useParams()
  const { a, b } = route.useSearch()
  const client = useQueryClient()
  const left = useQuery({ ...traceQuery(client, project, a ?? ''), enabled: a !== undefined })
  const right = useQuery({ ...traceQuery(client, project, b ?? ''), enabled: b !== undefined })
  const failed = [left, right].find((one) => one.isError)
  return (
    <Page title={t('compare.title')}>
      {failed !== undefined ? (
        <ErrorState title={t('trace.failed')} error={failed.error} onRetry={() => void failed.refetch()} />
      ) : a === undefined || b === undefined ? (
        <ChooseOther project={project} first={left.data?.header.trace} />
      ) : left.data === undefined || right.data === undefined ? (
        <ComparePending />
      ) : (
        <Compared project={project} left={left.data} right={right.data} />
      )}
    </Page>
  )
}

function Compared({ project, left, right }: { project: string; left: LoadedTrace; right: LoadedTrace }) {
  const { t } = useTranslation()
  const format = useFormat()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const sides = useMemo(
    () => ({
      a: { spans: left.spans, tree: treeOf(left.spans) },
      b: { spans: right.spans, tree: treeOf(right.spans) },
    }),
    [left.spans, right.spans],
  )
  const steps = useMemo(() => alignTraces(sides.a, sides.b), [sides])
  const differing = steps.filter((step) => step.differs !== 'no').length
  const isOnly = search.only === 'differences'
  const shown = isOnly ? steps.filter((step) => step.differs !== 'no') : steps
  const first = firstDivergence(steps)
  const chosen =
    search.as === undefined && search.bs === undefined
      ? (steps[Math.max(0, first)] ?? undefined)
      : {
          a: indexOf(sides.a.spans, search.as),
          b: indexOf(sides.b.spans, search.bs),
        }
  const choose = (step: { readonly a: number | null; readonly b: number | null } | undefined) =>
    void navigate({
      search: ({ as: _, bs: __, ...before }) => ({
        ...before,
        ...(step?.a == null ? {} : { as: sides.a.spans[step.a]?.spanId ?? '' }),
        ...(step?.b == null ? {} : { bs: sides.b.spans[step.b]?.spanId ?? '' }),
      }),
      replace: true,
      resetScroll: false,
    })
  return (
    <div className="flex flex-col gap-3">
      <Deltas project={project} a={left.header.trace} b={right.header.trace} />
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <p role="status" data-testid="divergence">
          {first < 0
            ? t('compare.alike', { count: steps.length, n: format.number(steps.length) })
            : t('compare.differ', {
                count: differing,
                n: format.number(differing),
                m: format.number(steps.length),
              })}
        </p>
        {first >= 0 && (
          <Button size="small" onPress={() => choose(steps[first])}>
            {t('compare.toFirst', { n: format.number(first + 1) })}
          </Button>
        )}
        <ToggleButton
          isSelected={isOnly}
          onChange={(next) =>
            void navigate({
              search: ({ only: _, ...before }) => (next ? { ...before, only: 'differences' } : before),
              replace: true,
              resetScroll: false,
            })
          }
        >
          {t('compare.onlyDifferences')}
        </ToggleButton>
        <Link
          to="/p/$project/compare"
          params={{ project }}
          search={{ a: right.header.trace.trace_id, b: left.header.trace.trace_id }}
          className="text-link text-xs hover:underline"
        >
          {t('compare.swap')}
        </Link>
      </div>
      <div className="flex flex-col gap-3 xl:flex-row">
        <AlignedSteps
          steps={shown}
          a={sides.a.spans}
          b={sides.b.spans}
          first={first < 0 ? undefined : steps[first]}
          chosen={chosen}
          onChoose={choose}
        />
        <SpanDiff
          project={project}
          a={{ traceId: left.header.trace.trace_id, span: spanAt(sides.a.spans, chosen?.a) }}
          b={{ traceId: right.header.trace.trace_id, span: spanAt(sides.b.spans, chosen?.b) }}
        />
      </div>
    </div>
  )
}

function indexOf(spans: LoadedTrace['spans'], id: string | undefined): number | null {
  const at = id === undefined ? -1 : spans.findIndex((span) => span.spanId === id)
  return at < 0 ? null : at
}

function spanAt(spans: LoadedTrace['spans'], at: number | null | undefined) {
  return at === null || at === undefined ? undefined : spans[at]
}
