import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ScoreBody } from '@vitrine/schemas/api'
import { withScore } from '../../model/score-value.ts'
import { scoresQuery, writeScore } from './trace-queries.ts'

/** Writes a score of a trace; it is shown before it is written, and taken back if that fails. */
export function useWriteScore(project: string, traceId: string, onWritten: () => void) {
  const client = useQueryClient()
  const list = scoresQuery(project, traceId)
  return useMutation({
    mutationFn: (body: ScoreBody) => writeScore(project, body),
    onMutate: async (body) => {
      const before = client.getQueryData(list.queryKey)
      // A first read that is still under way is let be: without it there is nothing to show the score in.
      if (before === undefined) return undefined
      await client.cancelQueries(list)
      client.setQueryData(list.queryKey, withScore(before, body))
      return before
    },
    onError: (_, __, before) => {
      if (before !== undefined) client.setQueryData(list.queryKey, before)
    },
    onSuccess: onWritten,
    onSettled: () => {
      void client.invalidateQueries(list)
      void client.invalidateQueries({ queryKey: [project, 'skeleton', traceId] })
    },
  })
}
