import { type QueryKey, type UseQueryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { PanelRequest } from '@vitrine/schemas/boards'
import { requestsOf } from './board-view.ts'
import type { PanelProps } from './PanelFrame.tsx'

type Read<Answer, Key extends QueryKey> = (
  project: string,
  request: PanelRequest,
) => UseQueryOptions<Answer, Error, Answer, Key>

/** What a panel asks, and asks again for the release that it is held against; `frame` says how far both are. */
export function usePanelAnswers<Answer, Key extends QueryKey>(
  { panel, view, isSeen }: PanelProps,
  read: Read<Answer, Key>,
) {
  const { now, against } = requestsOf(panel, view)
  const answer = useQuery({ ...read(view.project, now), enabled: isSeen })
  const isHeld = against !== undefined
  const other = useQuery({ ...read(view.project, against ?? now), enabled: isSeen && isHeld })
  return {
    answer: answer.data,
    held: isHeld ? other.data : undefined,
    isHeld,
    frame: frameOf(now, answer, ...(isHeld ? [other] : [])),
  }
}

/** How far the answers of a panel are, for its frame. The first is what it shows, another what that is held against. */
export function frameOf(request: PanelRequest, first: UseQueryResult<unknown>, ...more: UseQueryResult<unknown>[]) {
  const failed = [first, ...more].filter(({ error }) => error !== null)
  return {
    request,
    error: failed[0]?.error ?? null,
    isPending: first.isPending,
    isStale: first.isPlaceholderData,
    onRetry: () => {
      for (const answer of failed) void answer.refetch()
    },
  }
}
