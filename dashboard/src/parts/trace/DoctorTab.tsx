import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { FieldSource, SpanDoctor } from '@vitrine/schemas/api'
import { Badge } from '../../ui/Badge.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Unknown } from '../../ui/Values.tsx'
import { doctorQuery } from './doctor-query.ts'

/** How the span came to be read as it is: what fed each field, what fed none, what is missing and how to get it. */
export function DoctorTab({ project, traceId, spanId }: { project: string; traceId: string; spanId: string }) {
  const { t } = useTranslation()
  const doctor = useQuery(doctorQuery(project, traceId, spanId))
  if (doctor.isError) {
    return <ErrorState title={t('doctor.failed')} error={doctor.error} onRetry={() => void doctor.refetch()} />
  }
  if (doctor.data === undefined) return <Skeleton className="h-64" />
  return (
    <div className="flex flex-col gap-4">
      <Recognised doctor={doctor.data} />
      <MissingList doctor={doctor.data} />
      <FieldTable doctor={doctor.data} />
      <IgnoredTable project={project} span={`${traceId}/${spanId}`} doctor={doctor.data} />
    </div>
  )
}

function Recognised({ doctor }: { doctor: SpanDoctor }) {
  const { t } = useTranslation()
  const { dialect, scope } = doctor
  const key = dialect.by?.kind === 'attribute' ? dialect.by.key : scope.name
  return (
    <p className="flex flex-wrap items-center gap-2">
      <Badge>
        <bdi>{dialect.name}</bdi>
      </Badge>
      <span>{dialect.by === null ? t('doctor.notRecognised') : t(`doctor.by.${dialect.by.kind}`)}</span>
      {dialect.by !== null && key !== null && (
        <code dir="ltr" className="font-mono text-xs break-all">
          {key}
          {dialect.by.kind === 'scope' && scope.version !== null && ` ${scope.version}`}
        </code>
      )}
    </p>
  )
}

function MissingList({ doctor }: { doctor: SpanDoctor }) {
  const { t } = useTranslation()
  if (doctor.missing.length === 0) return <p className="text-muted">{t('doctor.nothingMissing')}</p>
  return (
    <section aria-label={t('doctor.missing')} className="flex flex-col gap-2">
      <h3 className="font-bold">{t('doctor.missing')}</h3>
      <ul className="flex flex-col gap-2">
        {doctor.missing.map(({ code, fix_code }) => (
          <li key={code} className="rounded-control border border-warning-mark p-2">
            <p className="font-bold">{t(`doctor.codes.${code}`)}</p>
            <p className="text-sm">{t(`fixes.${fix_code}`)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function FieldTable({ doctor }: { doctor: SpanDoctor }) {
  const { t } = useTranslation()
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-bold">{t('doctor.fields')}</h3>
      <RecordTable
        caption={t('doctor.fields')}
        records={doctor.fields}
        keyOf={({ field }) => field}
        columns={[
          { title: t('doctor.field'), className: 'align-top', draw: ({ field }) => <KeyName of={field} /> },
          {
            title: t('doctor.value'),
            className: 'max-w-72 align-top break-words',
            draw: ({ value }) => <bdi>{value}</bdi>,
          },
          {
            title: t('doctor.source'),
            className: 'align-top',
            draw: ({ sources }) => (
              <ul>
                {sources.map((source, index) => (
                  <li key={source.key ?? 'span'}>
                    <SourceName source={source} isFirst={index === 0} />
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </section>
  )
}

function KeyName({ of }: { of: string }) {
  return (
    <code dir="ltr" className="font-mono text-xs break-all">
      {of}
    </code>
  )
}

function SourceName({ source, isFirst }: { source: FieldSource; isFirst: boolean }) {
  const { t } = useTranslation()
  if (source.key === null) return <span className="text-muted">{t('doctor.spanItself')}</span>
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <span title={source.value ?? ''}>
        <KeyName of={source.key} />
      </span>
      {source.how === 'shared' && !isFirst && <Badge>{t('doctor.alsoSays')}</Badge>}
      {source.how === 'resource' && <Badge>{t('doctor.resource')}</Badge>}
    </span>
  )
}

function IgnoredTable({ project, span, doctor }: { project: string; span: string; doctor: SpanDoctor }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  if (doctor.ignored.length === 0) return <p className="text-muted">{t('doctor.nothingIgnored')}</p>
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-bold">{t('doctor.ignored')}</h3>
      <p className="text-muted text-xs">{t('doctor.ignoredHint')}</p>
      <RecordTable
        caption={t('doctor.ignored')}
        records={doctor.ignored}
        keyOf={({ key }) => key}
        columns={[
          { title: t('doctor.attribute'), className: 'align-top', draw: ({ key }) => <KeyName of={key} /> },
          {
            title: t('doctor.value'),
            className: 'max-w-96 align-top break-words',
            draw: ({ value }) => (value === null ? <Unknown /> : <bdi>{value}</bdi>),
          },
        ]}
        action={{
          label: t('doctor.map'),
          nameOf: ({ key }) => t('doctor.mapNamed', { key }),
          onPress: ({ key }) =>
            void navigate({
              to: '/p/$project/settings',
              params: { project },
              search: { section: 'mapping', span, attribute: key },
            }),
        }}
      />
    </section>
  )
}
