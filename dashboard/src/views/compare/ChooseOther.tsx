import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type SkeletonHeader, traceListAnswer } from '@vitrine/schemas/api'
import { type FormEvent, useState } from 'react'
import { getJson } from '../../api/client.ts'
import { traceIdIn } from '../../model/commands.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Duration, Time } from '../../ui/Values.tsx'

const route = getRouteApi('/p/$project/compare')
const OFFERED = 20
const AWAITED = Array.from({ length: 8 }, (_, at) => at)

/** Which traces shall be compared: a pasted id, or one of the last with the same name. */
export function ChooseOther({ project, first }: { project: string; first: SkeletonHeader['trace'] | undefined }) {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const slot = search.a === undefined ? 'a' : 'b'
  const q = first?.name == null ? '' : `root:true name:${JSON.stringify(first.name)}`
  const others = useQuery({
    queryKey: [project, 'like', q],
    enabled: search.a === undefined || first !== undefined,
    queryFn: ({ signal }) =>
      getJson(traceListAnswer, '/traces', { project, q, sort: '-start', limit: OFFERED + 1 }, signal),
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    const id = traceIdIn(text)
    setWrong(id === undefined)
    if (id !== undefined) void navigate({ search: (before) => ({ ...before, [slot]: id }) })
  }
  const offered = others.data?.traces.filter((trace) => trace.trace_id !== first?.trace_id).slice(0, OFFERED) ?? []
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <p className="text-muted">
        {first === undefined ? t('compare.chooseFirst') : t('compare.choose', { name: first.name ?? first.trace_id })}
      </p>
      <form onSubmit={submit} className="flex items-end gap-2">
        <TextField
          label={t('compare.otherId')}
          value={text}
          onChange={setText}
          error={isWrong ? t('compare.noId') : undefined}
          className="grow"
        />
        <Button type="submit">{t('compare.go')}</Button>
      </form>
      <section>
        <h2 className="pb-1 text-md">{t(first === undefined ? 'compare.latest' : 'compare.like')}</h2>
        {others.isPending && <LinesPending />}
        {others.isSuccess && offered.length === 0 && <p className="text-muted">{t('compare.noLike')}</p>}
        <ul className="flex flex-col">
          {offered.map((trace) => (
            <li key={trace.trace_id} className="flex flex-wrap items-center gap-x-4 border-line border-b py-1">
              <Link
                to="/p/$project/compare"
                params={{ project }}
                search={{ ...search, [slot]: trace.trace_id }}
                className="min-h-6 min-w-0 grow truncate text-link hover:underline"
              >
                <bdi>{trace.input_preview || trace.name || trace.trace_id}</bdi>
              </Link>
              <span className="text-muted text-xs">
                <Time at={trace.start} />
              </span>
              <span className="text-xs">
                <Duration ns={trace.duration} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function LinesPending() {
  return (
    <ul aria-hidden="true" data-pending="" className="flex flex-col">
      {AWAITED.map((at) => (
        <li key={at} className="border-line border-b py-1">
          <div className="flex h-6 items-center">
            <Skeleton className="h-4 w-4/5" />
          </div>
        </li>
      ))}
    </ul>
  )
}
