import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bot, User } from 'lucide-react'
import { useMemo } from 'react'
import { displayMessages } from '../../model/messages.ts'
import { exchangeOf, type Turn } from '../../model/turns.ts'
import { rootSpanQuery } from '../../parts/groups/group-queries.ts'
import { PlainText, Prose } from '../../parts/Prose.tsx'
import { ScoreChip } from '../../parts/ScoreChip.tsx'
import { StatusMark } from '../../parts/StatusMark.tsx'
import { Conversation } from '../../parts/trace/Conversation.tsx'
import { spanQuery } from '../../parts/trace/trace-queries.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Duration, Time, Tokens } from '../../ui/Values.tsx'

export interface TurnCardProps {
  readonly project: string
  readonly turn: Turn
  readonly number: number
  /** Every message of the turn, not only what its user saw. */
  readonly isWhole: boolean
}

/** One turn. Its glimpse stands at once; the whole of it is read when the turn comes into view. */
export function TurnCard({ project, turn, number, isWhole }: TurnCardProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { trace, traceId } = turn
  const root = useQuery(rootSpanQuery(project, traceId))
  const span = useQuery(spanQuery(project, traceId, root.data ?? '', trace.running))
  const exchange = span.data === undefined ? undefined : exchangeOf(span.data.detail)
  const messages = useMemo(
    () => (isWhole && span.data !== undefined ? displayMessages(span.data.detail.messages) : []),
    [isWhole, span.data],
  )
  return (
    <article aria-label={t('sessions.turn', { n: format.number(number) })} className="flex flex-col gap-2">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
        <span className="font-bold text-fg tabular-nums">#{format.number(number)}</span>
        <Time at={trace.start} />
        <Duration ns={trace.duration} />
        <Tokens input={trace.tokens.input} output={trace.tokens.output} />
        <Money usd={trace.cost.ours} unpricedCalls={trace.cost.unpriced_calls} isShort />
        {(trace.status === 'error' || trace.running) && <StatusMark status={trace.status} isRunning={trace.running} />}
        {trace.scores.slice(0, 3).map((score) => (
          <ScoreChip key={`${score.name} ${score.value} ${score.text}`} score={score} />
        ))}
        <Link
          to="/p/$project/traces/$traceId"
          params={{ project, traceId }}
          className="ms-auto inline-flex min-h-6 items-center text-link hover:underline"
        >
          {t('sessions.openTrace')}
        </Link>
      </header>
      {messages.length > 0 ? (
        <Conversation messages={messages} spans={[]} onJump={() => undefined} />
      ) : (
        <>
          <Bubble who="user" text={exchange?.asked ?? undefined} glimpse={trace.input_preview} />
          <Bubble who="assistant" text={exchange?.answered ?? undefined} glimpse={trace.output_preview} />
        </>
      )}
    </article>
  )
}

interface BubbleProps {
  readonly who: 'user' | 'assistant'
  /** undefined until the turn was read, or where it does not say. */
  readonly text: string | undefined
  /** What the list knows of it. */
  readonly glimpse: string | null
}

/** The user at the end of the line, the answer at its start: mirrored with the page. */
function Bubble({ who, text, glimpse }: BubbleProps) {
  const { t } = useTranslation()
  const isUser = who === 'user'
  return (
    <div className={`flex gap-2 ${isUser ? 'flex-row-reverse' : ''}`}>
      <span
        className={`grid size-6 shrink-0 place-items-center rounded-pill border border-line ${isUser ? 'text-muted' : 'text-accent'}`}
      >
        <Icon icon={isUser ? User : Bot} className="size-3.5" />
        <span className="sr-only">{t(`trace.role.${who}`)}</span>
      </span>
      <div
        className={`min-w-0 max-w-[80ch] rounded-card border px-3 py-2 ${isUser ? 'border-line bg-subtle' : 'border-line bg-bg'}`}
      >
        {text !== undefined && text !== '' ? (
          <Prose text={text} />
        ) : text === undefined && glimpse !== null && glimpse !== '' ? (
          <PlainText text={glimpse} />
        ) : (
          <p className="text-faint text-xs">{t(isUser ? 'sessions.noInput' : 'sessions.noOutput')}</p>
        )}
      </div>
    </div>
  )
}
