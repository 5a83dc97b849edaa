import { keepPreviousData, useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { seriesQuery } from '../../api/queries.ts'
import { stepFor } from '../../model/buckets.ts'
import { scopedQuery, unitOf } from '../../model/list-rows.ts'
import { metricsOf, PULSE_MODES, type PulseBar, type PulseMode, pulseBars, windowBetween } from '../../model/pulse.ts'
import { FAILED_TRACES, queryWith } from '../../model/query-text.ts'
import type { Window } from '../../model/time-range.ts'
import { Choice } from '../../parts/Choice.tsx'
import type { Formatter } from '../../ui/format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { staleness } from '../../ui/staleness.ts'
import { useFormat } from '../../ui/use-format.ts'
import type { ListQuestion } from './traces-queries.ts'

export interface PulseStripProps {
  readonly question: ListQuestion
  readonly window: Window
  readonly isEnabled: boolean
  readonly onWindow: (window: Window) => void
}

/** The result over time, by the same filter as the list. A drag or Enter zooms into what it encloses. */
export function PulseStrip({ question, window, isEnabled, onWindow }: PulseStripProps) {
  const { t } = useTranslation()
  const [mode, setMode] = useState<PulseMode>('count')
  const unit = unitOf(question.scope)
  const { project, from, to } = question
  const q = scopedQuery(question.scope, question.q)
  const isOfRoots = unit === 'traces' && mode === 'latency' && q === ''
  const asked = {
    from,
    to,
    step: stepFor(window),
    metric: metricsOf(mode, unit),
    ...(isOfRoots ? { root: 'true' as const } : {}),
  }
  const main = useQuery({
    ...seriesQuery(project, { ...asked, q }),
    placeholderData: keepPreviousData,
    enabled: isEnabled,
  })
  const failed = useQuery({
    ...seriesQuery(project, { ...asked, q: queryWith(q, FAILED_TRACES) }),
    placeholderData: keepPreviousData,
    enabled: isEnabled && unit === 'traces' && mode === 'count',
  })
  const bars = useMemo(
    () =>
      main.data === undefined
        ? []
        : pulseBars(main.data, mode === 'count' && unit === 'traces' ? failed.data : undefined),
    [main.data, failed.data, mode, unit],
  )
  const title = t(`list.pulse.${mode === 'latency' && !isOfRoots ? 'latencyMatching' : mode}`)
  return (
    <section aria-label={t('list.pulse.label')} className="flex items-stretch gap-2">
      <Choice
        label={t('list.pulse.mode')}
        hideLabel
        value={mode}
        onChange={(next) => setMode(PULSE_MODES.find((one) => one === next) ?? 'count')}
        options={PULSE_MODES.map((id) => ({ id, text: t(`list.pulse.${id}`) }))}
      />
      <div className="min-w-0 flex-1">
        {main.isError ? (
          <p className="text-muted text-xs">{t('list.pulse.failed')}</p>
        ) : main.isPending ? (
          <Skeleton className="h-14" />
        ) : (
          <Bars
            key={mode}
            bars={bars}
            mode={mode}
            title={title}
            isStale={main.isPlaceholderData || failed.isPlaceholderData}
            onWindow={onWindow}
          />
        )}
      </div>
    </section>
  )
}

interface BarsProps {
  readonly bars: readonly PulseBar[]
  readonly mode: PulseMode
  readonly title: string
  readonly isStale: boolean
  readonly onWindow: (window: Window) => void
}

function Bars({ bars, mode, title, isStale, onWindow }: BarsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [at, setAt] = useState<number | undefined>()
  const [from, setFrom] = useState<number | undefined>()
  const strip = useRef<HTMLDivElement>(null)
  const most = Math.max(...bars.map((bar) => bar.value ?? 0), 0)
  const shown = at === undefined ? undefined : bars[at]
  const words = shown === undefined ? '' : wordsOf(shown, mode, { t, format })
  const chosen = from === undefined || at === undefined ? undefined : windowBetween(bars, from, at)

  const indexAt = (event: PointerEvent) => {
    const box = strip.current?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return 0
    return Math.min(bars.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * bars.length)))
  }
  function zoomTo(a: number, b: number): void {
    const window = windowBetween(bars, a, b)
    if (window !== undefined) onWindow(window)
  }
  function handleKey(event: KeyboardEvent): void {
    const now = at ?? bars.length - 1
    const moves: Record<string, number> = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: bars.length - 1 }
    const next = moves[event.key]
    if (next !== undefined) setAt(Math.min(bars.length - 1, Math.max(0, next)))
    else if (event.key === 'Enter' && at !== undefined) zoomTo(event.shiftKey && from !== undefined ? from : at, at)
    else return
    event.preventDefault()
  }
  return (
    // Time runs from left to right in every language.
    <div dir="ltr" className="flex h-full flex-col">
      <div
        ref={strip}
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars.length - 1)}
        aria-valuenow={at ?? Math.max(0, bars.length - 1)}
        aria-valuetext={shown === undefined ? title : words}
        data-testid="pulse"
        onKeyDown={handleKey}
        onBlur={() => setAt(undefined)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setFrom(indexAt(event))
          setAt(indexAt(event))
        }}
        onPointerMove={(event) => setAt(indexAt(event))}
        onPointerLeave={() => from === undefined && setAt(undefined)}
        onPointerCancel={() => setFrom(undefined)}
        onPointerUp={(event) => {
          if (from !== undefined) zoomTo(from, indexAt(event))
          setFrom(undefined)
        }}
        className="relative flex h-10 cursor-crosshair touch-none items-end gap-px border-line border-b"
        {...staleness(isStale)}
      >
        {bars.map((bar, index) => (
          <span
            key={bar.fromMs}
            data-value={bar.value ?? ''}
            className={clsx(
              'relative flex h-full min-w-0 flex-1 flex-col justify-end',
              (index === at || isInside(bar, chosen)) && 'bg-selected',
            )}
          >
            {bar.value !== null && bar.value > 0 && (
              <span
                className={clsx('relative block w-full overflow-hidden bg-control', bar.isPartial && 'opacity-60')}
                style={{ height: `${Math.max(4, (bar.value / most) * 100)}%` }}
              >
                {bar.failed > 0 && (
                  <span
                    className="absolute inset-x-0 bottom-0 bg-error-mark"
                    style={{ height: `max(2px, ${(bar.failed / bar.value) * 100}%)` }}
                  />
                )}
              </span>
            )}
          </span>
        ))}
      </div>
      <p className="flex justify-between gap-2 text-2xs text-muted tabular-nums">
        <bdi>{bars[0] === undefined ? '' : format.dayClock(new Date(bars[0].fromMs))}</bdi>
        <bdi className="truncate text-fg">{words === '' ? title : words}</bdi>
        <bdi>{format.dayClock(new Date(bars.at(-1)?.toMs ?? 0))}</bdi>
      </p>
    </div>
  )
}

function isInside(bar: PulseBar, window: Window | undefined): boolean {
  return window !== undefined && bar.fromMs >= window.fromMs && bar.toMs <= window.toMs
}

type Words = { t: ReturnType<typeof useTranslation>['t']; format: Formatter }

function wordsOf(bar: PulseBar, mode: PulseMode, { t, format }: Words): string {
  const value =
    bar.value === null
      ? t('common.unknown')
      : mode === 'latency'
        ? format.durationNs(bar.value)
        : mode === 'cost'
          ? format.money(String(bar.value))
          : format.number(bar.value)
  const times = `${format.dayClock(new Date(bar.fromMs))} – ${format.clock(new Date(bar.toMs))}`
  return bar.failed > 0
    ? t('list.pulse.barFailed', { times, value, failed: format.number(bar.failed) })
    : `${times}: ${value}`
}
