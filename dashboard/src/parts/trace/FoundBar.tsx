import { useQuery } from '@tanstack/react-query'
import type { Match } from '@vitrine/schemas/api'
import { ChevronDown, ChevronUp } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { useFoundWords } from '../found-words.ts'
import { MatchCell } from '../list/MatchCell.tsx'
import { matchesQuery } from '../match-queries.ts'
import { useTextMatches } from './use-text-matches.ts'

const TAB_OF: Readonly<Record<Match['place'], string>> = { attribute: 'attributes', event: 'events', name: 'preview' }
/** Signs by which a place of the list is known again on the page. */
const KNOWN_BY = 24

export interface FoundBarProps {
  readonly project: string
  readonly traceId: string
  readonly spanId: string
  readonly words: string
  readonly tab: string
  readonly onTab: (tab: string) => void
  readonly content: RefObject<HTMLElement | null>
}

/** Leads through the places of a span in which the words of a search stand, or says where they stand instead. */
export function FoundBar({ project, traceId, spanId, words, tab, onTab, content }: FoundBarProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const marks = useFoundWords()
  const match = useQuery(matchesQuery({ project, q: words, ids: [`${traceId}.${spanId}`] })).data?.[0]
  const beginning = match === undefined ? '' : `${match.match}${match.after}`.slice(0, KNOWN_BY)
  const { count, at, isMore, step } = useTextMatches(content, `${spanId} ${tab}`, beginning)
  const isElsewhere = count === 0 && match !== undefined && match.place !== 'name'
  if (count === 0 && !isElsewhere) return null
  return (
    <div
      data-testid="found-bar"
      className="flex min-h-9 items-center gap-2 border-line border-b bg-subtle px-3 text-xs"
    >
      {isElsewhere ? (
        <>
          <span className="shrink-0">
            {match.place === 'event' ? t('trace.found.inEvent') : t('trace.found.inKey')}{' '}
            {match.key !== null && <code dir="ltr">{match.key}</code>}
          </span>
          <span className="min-w-0 grow">
            <MatchCell match={match} marks={marks} />
          </span>
          {tab !== TAB_OF[match.place] && (
            <Button size="small" onPress={() => onTab(TAB_OF[match.place])}>
              {t('trace.found.show')}
            </Button>
          )}
        </>
      ) : (
        <>
          <span className="grow" aria-live="polite">
            {t('trace.found.places', {
              words,
              n: format.number(at + 1),
              m: isMore ? `${format.number(count)}+` : format.number(count),
            })}
          </span>
          <IconButton icon={ChevronUp} label={t('trace.found.previous')} onPress={() => step(-1)} />
          <IconButton icon={ChevronDown} label={t('trace.found.next')} onPress={() => step(1)} />
        </>
      )}
    </div>
  )
}
