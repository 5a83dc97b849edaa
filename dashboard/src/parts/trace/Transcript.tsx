import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { User } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { type StoryStep, storyOf } from '../../model/transcript.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Duration } from '../../ui/Values.tsx'
import { KindMark } from '../kind.tsx'
import { PlainText } from '../Prose.tsx'
import { StatusMark } from '../StatusMark.tsx'
import { useOverscan } from '../use-printed-rows.tsx'
import { glimpsesQuery } from './trace-queries.ts'
import type { TreeState } from './use-tree.ts'

export interface TranscriptProps {
  readonly project: string
  readonly traceId: string
  readonly isRunning: boolean
  readonly spans: readonly SkeletonSpan[]
  readonly state: TreeState
  readonly selectedId: string
  readonly onSelect: (spanId: string) => void
}

/** The trace as a story to read; a press on a step shows all of it beside. */
export function Transcript({ project, traceId, isRunning, spans, state, selectedId, onSelect }: TranscriptProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isConversationOnly, setConversationOnly] = useState(false)
  const glimpses = useQuery(glimpsesQuery(project, traceId, isRunning))
  const steps = useMemo(() => storyOf(state.tree, spans, isConversationOnly), [state.tree, spans, isConversationOnly])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 92,
    overscan: useOverscan(steps.length, 6),
    getItemKey: (at) => spans[steps[at]?.index ?? -1]?.spanId ?? at,
  })
  const selectedAt = steps.findIndex((step) => spans[step.index]?.spanId === selectedId)
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' })
  }, [selectedAt, virtual])
  const rootId = spans[state.tree.nodes[0]?.index ?? -1]?.spanId ?? ''
  const asked = glimpses.data?.get(rootId)?.input_preview ?? firstInput(steps, spans, glimpses.data)
  const answered = glimpses.data?.get(rootId)?.output_preview ?? null
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-line border-b px-2 py-1 text-muted text-xs">
        <ToggleButton isSelected={isConversationOnly} onChange={setConversationOnly}>
          {t('trace.transcript.conversationOnly')}
        </ToggleButton>
        <span>{t('trace.transcript.steps', { count: steps.length, n: format.number(steps.length) })}</span>
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto p-2">
        {asked !== null && (
          <article className="mb-2 rounded-card border border-line bg-subtle px-3 py-2">
            <h2 className="flex items-center gap-1 text-muted text-xs">
              <Icon icon={User} className="size-3.5" />
              {t('trace.role.user')}
            </h2>
            <PlainText text={asked} />
          </article>
        )}
        {steps.length === 0 && <p className="p-2 text-muted">{t('trace.transcript.none')}</p>}
        <ol className="relative" style={{ blockSize: virtual.getTotalSize() }} aria-label={t('trace.mode.transcript')}>
          {virtual.getVirtualItems().map((item) => {
            const step = steps[item.index]
            const span = spans[step?.index ?? -1]
            if (step === undefined || span === undefined) return null
            const glimpse = glimpses.data?.get(span.spanId)
            return (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0 pb-2"
                style={{ transform: `translateY(${item.start}px)`, paddingInlineStart: step.depth * 16 }}
              >
                <Step
                  step={step}
                  span={span}
                  input={glimpse?.input_preview ?? null}
                  output={glimpse?.error_message ?? glimpse?.output_preview ?? null}
                  isSelected={span.spanId === selectedId}
                  isMatch={state.matches.has(step.index)}
                  onSelect={onSelect}
                />
              </li>
            )
          })}
        </ol>
        {answered !== null && steps.length > 0 && (
          <article className="rounded-card border border-accent px-3 py-2">
            <h2 className="text-muted text-xs">{t('trace.transcript.answer')}</h2>
            <PlainText text={answered} />
          </article>
        )}
      </div>
    </div>
  )
}

interface StepProps {
  readonly step: StoryStep
  readonly span: SkeletonSpan
  readonly input: string | null
  readonly output: string | null
  readonly isSelected: boolean
  readonly isMatch: boolean
  readonly onSelect: (spanId: string) => void
}

function Step({ step, span, input, output, isSelected, isMatch, onSelect }: StepProps) {
  const { t } = useTranslation()
  const said = step.kind === 'call' ? output : undefined
  return (
    <button
      type="button"
      aria-current={isSelected}
      onClick={() => onSelect(span.spanId)}
      className={clsx(
        'block w-full rounded-card border px-3 py-1.5 text-start hover:bg-hover',
        isSelected ? 'border-accent bg-selected' : span.status === 'error' ? 'border-error-mark' : 'border-line',
        step.kind === 'agent' && 'border-dashed',
      )}
    >
      <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-muted text-xs">
        <KindMark kind={span.kind} />
        <bdi
          className={clsx(
            'min-w-0 truncate font-bold text-fg',
            isMatch && 'underline decoration-2 decoration-warning-mark',
          )}
        >
          {span.tool ?? span.name}
        </bdi>
        {(span.status === 'error' || span.isRunning) && <StatusMark status={span.status} isRunning={span.isRunning} />}
        <span className="grow" />
        <Duration ns={span.endNs === null ? null : Math.max(0, span.endNs - span.startNs)} />
        {span.isCall && <Money usd={span.costUsd} isShort />}
      </span>
      {said !== undefined && said !== null && <Said text={said} />}
      {step.kind === 'call' && said === null && (
        <span className="text-faint text-xs">{t('trace.transcript.noText')}</span>
      )}
      {step.kind === 'tool' && (
        <span className="flex flex-col text-xs">
          <Line label={t('trace.tool.arguments')} text={input} />
          <Line label={span.status === 'error' ? t('trace.status.error') : t('trace.tool.result')} text={output} />
        </span>
      )}
    </button>
  )
}

/** Text as text; a glimpse of JSON by the tools that it calls. */
function Said({ text }: { text: string }) {
  const { t } = useTranslation()
  if (!/^\s*[[{]/.test(text)) return <PlainText text={text} />
  const names = text.includes('tool_call') || text.includes('function') ? calledIn(text) : []
  return names.length > 0 ? (
    <span className="text-muted text-xs">{t('trace.transcript.calls', { names: names.join(', ') })}</span>
  ) : (
    <Line label={t('trace.output')} text={text} />
  )
}

function calledIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/"name"\s*:\s*"([^"]+)"/g)].map(([, name = '']) => name))]
}

function Line({ label, text }: { label: string; text: string | null }) {
  if (text === null || text === '') return null
  return (
    <span className="flex min-w-0 gap-2">
      <span className="shrink-0 text-muted">{label}</span>
      <bdi className="min-w-0 truncate font-mono" dir="auto">
        {text}
      </bdi>
    </span>
  )
}

function firstInput(
  steps: readonly StoryStep[],
  spans: readonly SkeletonSpan[],
  glimpses: ReadonlyMap<string, { readonly input_preview: string | null }> | undefined,
): string | null {
  const first = steps.find((step) => step.kind === 'call')
  return glimpses?.get(spans[first?.index ?? -1]?.spanId ?? '')?.input_preview ?? null
}
