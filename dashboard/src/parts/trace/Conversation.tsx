import clsx from 'clsx'
import { useMemo, useState } from 'react'
import type { DisplayBlock, DisplayMessage } from '../../model/messages.ts'
import { cut } from '../../model/preview.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { CopyButton } from '../CopyButton.tsx'
import { placeOf, useFoundWords } from '../found-words.ts'
import { PlainText, Prose } from '../Prose.tsx'
import { ValueView } from '../ValueView.tsx'
import { Media } from './Media.tsx'
import { ToolCard } from './ToolCard.tsx'

/** From this many messages on, the middle is folded: agents resend their whole history with every call. */
const FOLD_FROM = 12
const HEAD = 2
const TAIL = 6

const KNOWN_ROLES = ['system', 'developer', 'user', 'assistant', 'tool']

export interface ConversationProps {
  readonly messages: readonly DisplayMessage[]
  /** So many of the first messages, as sent, stood in the call before. */
  readonly repeated?: number
  readonly spans: readonly SkeletonSpan[]
  readonly onJump: (spanId: string) => void
}

export function Conversation({ messages, repeated = 0, spans, onJump }: ConversationProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const marks = useFoundWords()
  const [isUnfolded, setWhole] = useState(false)
  const hidden = useMemo(() => foldedPart(messages, repeated), [messages, repeated])
  const isFoundInside = useMemo(
    () => messages.slice(hidden.from, hidden.to).some((message) => placeOf(marks, textOf(message)) >= 0),
    [messages, marks, hidden],
  )
  const n = isUnfolded || isFoundInside ? 0 : hidden.to - hidden.from
  return (
    <ol className="flex flex-col gap-3" aria-label={t('trace.conversation')}>
      {messages.map((message, at) => {
        if (n > 0 && at >= hidden.from && at < hidden.to) {
          if (at > hidden.from) return null
          return (
            <li key="fold">
              <button type="button" onClick={() => setWhole(true)} className="min-h-6 text-link text-xs underline">
                {t(`trace.message.${repeated > 0 ? 'unchanged' : 'earlier'}`, {
                  count: n,
                  n: format.number(n),
                })}
              </button>
            </li>
          )
        }
        return (
          <li key={message.number} id={`m${message.number}`}>
            <MessageCard message={message} spans={spans} onJump={onJump} />
          </li>
        )
      })}
    </ol>
  )
}

/** What the call before said already; where that is not known, the middle of a long history. */
function foldedPart(messages: readonly DisplayMessage[], repeated: number): { from: number; to: number } {
  if (repeated > 0) {
    const first = messages.findIndex((message) => message.number > repeated)
    return { from: 0, to: first < 0 ? messages.length : first }
  }
  return messages.length < FOLD_FROM ? { from: 0, to: 0 } : { from: HEAD, to: messages.length - TAIL }
}

type MessageCardProps = Pick<ConversationProps, 'spans' | 'onJump'> & { readonly message: DisplayMessage }

function MessageCard({ message, spans, onJump }: MessageCardProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const role = KNOWN_ROLES.includes(message.role) ? t(`trace.role.${message.role}`) : message.role
  const isCut = message.finishReason === 'length' || message.finishReason === 'max_tokens'
  return (
    <article
      className={clsx(
        'rounded-card border px-3 py-2',
        message.isOutput ? 'border-accent' : 'border-line',
        message.role === 'user' ? 'bg-subtle' : 'bg-bg',
      )}
    >
      <header className="mb-1 flex flex-wrap items-center gap-2 text-xs">
        <span className="font-bold">
          <bdi>{role}</bdi>
        </span>
        {message.name !== null && <bdi className="text-muted">{message.name}</bdi>}
        <span className="text-faint">#{format.number(message.number)}</span>
        {message.isOutput && <Badge>{t('trace.message.answer')}</Badge>}
        {message.finishReason !== null && (
          <Badge tone={isCut ? 'warning' : 'neutral'}>
            {isCut ? t('trace.message.cutShort') : <bdi>{message.finishReason}</bdi>}
          </Badge>
        )}
        <span className="grow" />
        <CopyButton text={() => textOf(message)} label={role} />
      </header>
      <div className="flex flex-col gap-2">
        {message.blocks.length === 0 && <p className="text-faint text-xs">{t('trace.message.empty')}</p>}
        {message.blocks.map((block, at) => (
          <Block
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a message have no identity but their place
            key={at}
            block={block}
            isFolded={message.role === 'system' || message.role === 'developer'}
            spans={spans}
            onJump={onJump}
          />
        ))}
      </div>
    </article>
  )
}

type BlockProps = Pick<ConversationProps, 'spans' | 'onJump'> & {
  readonly block: DisplayBlock
  readonly isFolded: boolean
}

function Block({ block, isFolded, spans, onJump }: BlockProps) {
  const { t } = useTranslation()
  switch (block.kind) {
    case 'text':
      return isFolded ? <FoldedText text={block.text} /> : <Prose text={block.text} />
    case 'reasoning':
      return <Reasoning text={block.text} />
    case 'refusal':
      return (
        <div className="border-warning-mark border-s-2 ps-2">
          <p className="font-bold text-warning text-xs">{t('trace.message.refusal')}</p>
          <Prose text={block.text} />
        </div>
      )
    case 'tool_call':
      return <ToolCard call={block.call} result={block.result} spans={spans} onJump={onJump} />
    case 'tool_result':
      return <ToolCard call={undefined} result={block.result} spans={spans} onJump={onJump} />
    case 'media':
      return <Media media={block.media} />
    case 'other':
      return <ValueView value={block.value} label={t('trace.message.otherPart')} />
  }
}

/** System prompts are long and seldom new: the first lines stand for them. */
function FoldedText({ text }: { text: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const marks = useFoundWords()
  const [isOpenedByHand, setOpen] = useState(false)
  const firstLines = cut(text.split('\n').slice(0, 3).join('\n'), 400).text
  const hidden = text.length - firstLines.length
  const isOpen = isOpenedByHand || placeOf(marks, text) >= firstLines.length
  if (isOpen || hidden <= 0) return <Prose text={text} />
  return (
    <div>
      <PlainText text={firstLines} />
      <button type="button" onClick={() => setOpen(true)} className="min-h-6 text-link text-xs underline">
        {t('trace.json.more', { count: hidden, n: format.number(hidden) })}
      </button>
    </div>
  )
}

function Reasoning({ text }: { text: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (text === '') return <p className="text-faint text-xs">{t('trace.message.reasoningHidden')}</p>
  return (
    <details className="rounded-card bg-subtle px-2 py-1">
      <summary className="min-h-6 cursor-pointer text-muted text-xs">
        {t('trace.message.reasoning', { count: text.length, n: format.number(text.length) })}
      </summary>
      <div className="pt-1 text-muted">
        <Prose text={text} />
      </div>
    </details>
  )
}

function textOf(message: DisplayMessage): string {
  return message.blocks
    .map((block) => ('text' in block ? block.text : JSON.stringify('call' in block ? block.call : block, null, 2)))
    .join('\n\n')
}
