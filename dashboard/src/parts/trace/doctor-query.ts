/** Apart from the other reads: what the doctor can say is text, and only its tab needs it. */
import { queryOptions } from '@tanstack/react-query'
import { spanDoctor } from '@vitrine/schemas/api'
import { getJson } from '../../api/client.ts'

export function doctorQuery(project: string, traceId: string, spanId: string) {
  return queryOptions({
    queryKey: [project, 'doctor', traceId, spanId],
    queryFn: ({ signal }) => {
      const path = `/traces/${encodeURIComponent(traceId)}/spans/${encodeURIComponent(spanId)}/doctor`
      return getJson(spanDoctor, path, { project }, signal)
    },
  })
}
