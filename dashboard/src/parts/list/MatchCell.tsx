import type { Match } from '@vitrine/schemas/api'
import { directionOf } from '../../model/direction.ts'
import { Marked } from './cells.tsx'

const CLAMP: Readonly<Record<number, string>> = { 1: 'truncate', 4: 'line-clamp-4', 11: 'line-clamp-[11]' }

/** One line has room for a word or two before the match, which must be seen. */
const BEFORE_IN_LINE = 16

/** The words of a search with what stands around them, and the span in which they stand. */
export function MatchCell({
  match,
  marks,
  lines = 1,
}: {
  match: Match | undefined
  marks: RegExp | undefined
  lines?: number
}) {
  if (match === undefined) return null
  const text = `${match.before}${match.match}${match.after}`
  const before = lines === 1 ? lastWords(match.before) : match.before
  return (
    <span
      dir={directionOf(text)}
      title={`${match.span_name}\n${text}`}
      data-match={match.span_id}
      className={`block ${CLAMP[lines] ?? 'truncate'} ${lines > 1 ? 'break-words' : ''}`}
    >
      <Beside text={before} marks={marks} />
      <mark className="rounded-sm bg-found text-fg">{match.match}</mark>
      <Beside text={match.after} marks={marks} />
      {match.place !== 'name' && <bdi className="text-muted"> · {match.span_name}</bdi>}
    </span>
  )
}

function lastWords(text: string): string {
  if (text.length <= BEFORE_IN_LINE) return text
  const cut = text.slice(-BEFORE_IN_LINE)
  return `…${cut.slice(cut.indexOf(' ') + 1)}`
}

/** Of several words one is the match; the others are marked where they stand near. */
function Beside({ text, marks }: { text: string; marks: RegExp | undefined }) {
  return marks === undefined ? text : <Marked text={text} marks={marks} />
}
