import { useQueries } from '@tanstack/react-query'
import type { Match } from '@vitrine/schemas/api'
import { type ListRow, scopedQuery, unitOf } from '../../model/list-rows.ts'
import { matchesQuery } from '../../parts/match-queries.ts'
import type { ListQuestion } from './traces-queries.ts'

interface RowPage {
  readonly rows: readonly ListRow[]
}

/** By row id, where the words stand that the list was searched for; asked for page by page, after the rows are there. */
export function useMatches(question: ListQuestion, pages: readonly RowPage[], hasWords: boolean) {
  const { project, scope, q, from, to } = question
  return useQueries({
    queries: hasWords
      ? pages.map(({ rows }) =>
          matchesQuery({ project, q: scopedQuery(scope, q), from, to, ids: rows.map((row) => row.id) }),
        )
      : [],
    combine: unitOf(scope) === 'traces' ? byTrace : bySpan,
  })
}

type Answers = readonly { readonly data: readonly Match[] | undefined }[]

const byTrace = (answers: Answers) => mapOf(answers, (match) => match.trace_id)
const bySpan = (answers: Answers) => mapOf(answers, (match) => `${match.trace_id}.${match.span_id}`)

function mapOf(answers: Answers, idOf: (match: Match) => string): ReadonlyMap<string, Match> {
  return new Map(answers.flatMap(({ data = [] }) => data.map((match) => [idOf(match), match])))
}
