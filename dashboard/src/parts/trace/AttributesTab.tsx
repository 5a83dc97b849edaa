import type { SpanDetail } from '@vitrine/schemas/api'
import { lazy, Suspense, useState } from 'react'
import { foldText } from '../../model/tree-search.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { ValueView } from '../ValueView.tsx'

const AttributeMenu = lazy(() => import('./AttributeMenu.tsx').then((m) => ({ default: m.AttributeMenu })))

/** Values longer than this get a box of their own. */
const INLINE_CHARACTERS = 120

/** Everything the span, its resource and its scope carried, nothing mapped away. */
export function AttributesTab({ project, detail }: { project: string; detail: SpanDetail }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  return (
    <div className="flex flex-col gap-4">
      <TextField label={t('trace.attributeSearch')} value={search} onChange={setSearch} />
      <AttributeList project={project} title={t('trace.spanAttributes')} values={detail.attributes} search={search} />
      <AttributeList project={project} title={t('trace.resource')} values={detail.resource} search={search} />
      <AttributeList title={t('trace.scope')} values={scopeOf(detail)} search={search} />
      <AttributeList title={t('trace.origin')} values={originOf(detail)} search={search} />
    </div>
  )
}

function AttributeList({
  project,
  title,
  values,
  search,
}: {
  /** Given where the values are attributes that a filter can name. */
  project?: string
  title: string
  values: Readonly<Record<string, unknown>>
  search: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const word = foldText(search)
  const entries = Object.entries(values).filter(
    ([key, value]) => word === '' || foldText(`${key} ${plain(value)}`).includes(word),
  )
  const total = Object.keys(values).length
  if (total === 0) return null
  return (
    <section>
      <h3 className="mb-1 text-muted text-xs">
        {title} ({t('trace.nOfM', { n: format.number(entries.length), m: format.number(total) })})
      </h3>
      <dl className="flex flex-col">
        {entries.map(([key, value]) => (
          <div key={key} className="grid gap-x-3 border-line border-b py-1 sm:grid-cols-[minmax(8rem,16rem)_1fr]">
            <dt dir="ltr" className="font-mono text-muted text-xs [overflow-wrap:anywhere] rtl:text-end">
              {key}
            </dt>
            <dd className="flex min-w-0 items-start gap-1">
              {isShort(value) ? (
                <bdi className="min-w-0 grow font-mono text-xs [overflow-wrap:anywhere]">{plain(value)}</bdi>
              ) : (
                <div className="min-w-0 grow">
                  <ValueView value={value} label={key} isRaw />
                </div>
              )}
              {project !== undefined && value !== null && isShort(value) && (
                <Suspense fallback={<span className="size-8 shrink-0" />}>
                  <AttributeMenu project={project} name={key} value={String(value)} />
                </Suspense>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function isShort(value: unknown): boolean {
  if (value === null || typeof value === 'object') return value === null
  const text = String(value)
  return text.length <= INLINE_CHARACTERS && !/^\s*[[{]/.test(text)
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function scopeOf(detail: SpanDetail): Record<string, unknown> {
  const { name, version, attributes } = detail.scope
  return withoutNull({ name, version, ...attributes })
}

function originOf(detail: SpanDetail): Record<string, unknown> {
  return withoutNull({
    dialect: detail.dialect,
    sdk: detail.sdk,
    protocol: detail.protocol,
    client_id: detail.client_id,
    clock: detail.clock,
    response_model: detail.response_model,
    response_id: detail.response_id,
    prompt: detail.prompt_name,
    prompt_version: detail.prompt_version,
    status_message: detail.otel.status_message,
    trace_state: detail.otel.trace_state,
    schema_url: detail.otel.schema_url,
    dropped_attributes: detail.otel.dropped_attributes === 0 ? null : detail.otel.dropped_attributes,
  })
}

function withoutNull(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
}
