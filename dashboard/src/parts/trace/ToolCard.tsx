import clsx from 'clsx'
import { ArrowRight, Wrench } from 'lucide-react'
import type { ToolCallPart, ToolResultPart } from '../../model/messages.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { ValueView } from '../ValueView.tsx'

export interface ToolCardProps {
  readonly call: ToolCallPart | undefined
  readonly result: ToolResultPart | undefined
  readonly spans: readonly SkeletonSpan[]
  readonly onJump: (spanId: string) => void
}

/** A tool call with its arguments and, under them, the result that came back. */
export function ToolCard({ call, result, spans, onJump }: ToolCardProps) {
  const { t } = useTranslation()
  const name = call?.name ?? result?.name ?? null
  const isError = result?.is_error === true
  const target = spanOf(spans, name)
  return (
    <div className={clsx('rounded-card border', isError ? 'border-error-mark' : 'border-line')}>
      <div className="flex flex-wrap items-center gap-2 border-line border-b bg-subtle px-2 py-1 text-xs">
        <span className="inline-flex items-center gap-1 font-bold text-kind-tool-text">
          <Icon icon={Wrench} />
          <bdi>{name ?? t('trace.unnamed')}</bdi>
        </span>
        {(call?.id ?? result?.id) && (
          <code dir="ltr" className="truncate text-faint">
            {call?.id ?? result?.id}
          </code>
        )}
        {isError && <Badge tone="error">{t('trace.tool.failed')}</Badge>}
        <span className="grow" />
        {target !== undefined && (
          <Button size="small" look="quiet" onPress={() => onJump(target.spanId)}>
            {t('trace.tool.jump')}
            <Icon icon={ArrowRight} flips />
          </Button>
        )}
      </div>
      <div className="flex flex-col gap-2 p-2">
        {call !== undefined && (
          <div>
            <p className="text-muted text-xs">{t('trace.tool.arguments')}</p>
            <ValueView value={call.arguments ?? null} label={t('trace.tool.arguments')} />
          </div>
        )}
        {result !== undefined ? (
          <div>
            <p className="text-muted text-xs">{t('trace.tool.result')}</p>
            <ValueView value={result.result ?? null} label={t('trace.tool.result')} />
          </div>
        ) : (
          <p className="text-faint text-xs">{t('trace.tool.noResult')}</p>
        )}
      </div>
    </div>
  )
}

/** The tool's span, when exactly one of the trace can be it: a wrong jump is worse than none. */
function spanOf(spans: readonly SkeletonSpan[], name: string | null): SkeletonSpan | undefined {
  if (name === null) return undefined
  const found = spans.filter((span) => span.kind === 'tool' && (span.tool === name || span.name === name))
  return found.length === 1 ? found[0] : undefined
}
