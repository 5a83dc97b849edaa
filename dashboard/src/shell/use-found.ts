import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { countAnswer } from '@vitrine/schemas/api'
import { getJson } from '../api/client.ts'
import { ALL_TIME } from '../model/all-time.ts'
import { type Command, spanIdIn, traceIdIn } from '../model/commands.ts'
import { useTranslation } from '../ui/i18n.ts'

/** What a pasted text is: the id of a trace or span by its shape, of a session or user by asking; else words to search. */
export function useFound(project: string, text: string): readonly Command[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const traceId = traceIdIn(text)
  const spanId = spanIdIn(text)
  const session = useIsThere(project, 'sessions', text)
  const user = useIsThere(project, 'users', text)
  if (text === '') return []
  const command = (id: string, label: string, run: () => void): Command => ({ id, group: 'found', text: label, run })
  if (traceId !== undefined) {
    const to = { to: '/p/$project/traces/$traceId', params: { project, traceId } } as const
    return [command('trace', t('palette.openTrace', { id: traceId }), () => void navigate(to))]
  }
  const found: Command[] = []
  // The server knows in which trace, and in which project, a span lies.
  if (spanId !== undefined)
    found.push(command('span', t('palette.openSpan', { id: spanId }), () => location.assign(`/span/${spanId}`)))
  if (session)
    found.push(
      command(
        'session',
        t('palette.openSession', { id: text }),
        () => void navigate({ to: '/p/$project/sessions/$session', params: { project, session: text } }),
      ),
    )
  if (user)
    found.push(
      command(
        'user',
        t('palette.openUser', { id: text }),
        () => void navigate({ to: '/p/$project/users/$user', params: { project, user: text } }),
      ),
    )
  if (text.length > 2)
    found.push(
      command(
        'search',
        t('palette.search', { words: text }),
        () =>
          void navigate({
            to: '/p/$project/traces',
            params: { project },
            search: { q: JSON.stringify(text), range: ALL_TIME },
          }),
      ),
    )
  return found
}

function useIsThere(project: string, unit: 'sessions' | 'users', id: string): boolean {
  const q = `${unit === 'sessions' ? 'session' : 'user'}:${JSON.stringify(id)}`
  const count = useQuery({
    queryKey: [project, 'is-there', q],
    enabled: id.length > 1 && id.length < 200 && traceIdIn(id) === undefined,
    queryFn: ({ signal }) => getJson(countAnswer, '/count', { project, q, scope: unit }, signal),
  })
  return (count.data?.n ?? 0) > 0
}
