import type { SpanDetail } from '@vitrine/schemas/api'
import { OctagonAlert } from 'lucide-react'
import { useMemo } from 'react'
import { displayMessages } from '../../model/messages.ts'
import { foldable } from '../../model/repeats.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { ValueView } from '../ValueView.tsx'
import { Conversation } from './Conversation.tsx'
import { DocumentCards } from './DocumentCards.tsx'
import { ToolDefinitions } from './ToolDefinitions.tsx'
import type { LoadedSpan } from './trace-queries.ts'

export interface PreviewTabProps {
  readonly loaded: LoadedSpan
  readonly spans: readonly SkeletonSpan[]
  readonly onJump: (spanId: string) => void
}

/** A span as a reader wants it: what failed first, then the conversation, the documents, or plainly what went in and out. */
export function PreviewTab({ loaded, spans, onJump }: PreviewTabProps) {
  const { t } = useTranslation()
  const { detail } = loaded
  const messages = useMemo(() => displayMessages(detail.messages), [detail.messages])
  const hasDocuments = detail.documents.length > 0
  const isPlain = messages.length === 0
  const isEmpty = isPlain && !hasDocuments && detail.input === null && detail.output === null
  return (
    <div className="flex flex-col gap-4">
      <Failure detail={detail} />
      {detail.damaged && <p className="text-warning text-xs">{t('trace.damaged')}</p>}
      {detail.content === 'missing' && <p className="text-warning text-xs">{t('trace.contentMissing')}</p>}
      {detail.tools.length > 0 && <ToolDefinitions tools={detail.tools} messages={messages} />}
      {messages.length > 0 && (
        <Conversation
          messages={messages}
          repeated={foldable(detail.messages, detail.repeated?.messages ?? 0)}
          spans={spans}
          onJump={onJump}
        />
      )}
      {isPlain && detail.input !== null && (
        <section className="flex flex-col gap-1">
          <h3 className="text-muted text-xs">{t('trace.input')}</h3>
          <ValueView value={detail.input} exact={loaded.exact.input} label={t('trace.input')} />
        </section>
      )}
      {hasDocuments && <DocumentCards documents={detail.documents} />}
      {isPlain && !hasDocuments && detail.output !== null && (
        <section className="flex flex-col gap-1">
          <h3 className="text-muted text-xs">{t('trace.output')}</h3>
          <ValueView value={detail.output} exact={loaded.exact.output} label={t('trace.output')} />
        </section>
      )}
      {isEmpty && <p className="text-muted">{t('trace.noContent')}</p>}
    </div>
  )
}

function Failure({ detail }: { detail: SpanDetail }) {
  const { t } = useTranslation()
  if (detail.status !== 'error') return null
  return (
    <div className="rounded-card border border-error-mark p-3">
      <p className="flex items-center gap-2 font-bold text-error">
        <Icon icon={OctagonAlert} />
        <bdi>{detail.error_type ?? t('trace.status.error')}</bdi>
      </p>
      <p dir="auto" className="mt-1 whitespace-pre-wrap break-words [overflow-wrap:anywhere]">
        {detail.error_message ?? t('trace.noErrorMessage')}
      </p>
    </div>
  )
}
