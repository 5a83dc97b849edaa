import { Link } from '@tanstack/react-router'
import type { SkeletonHeader } from '@vitrine/schemas/api'
import type { ReactNode } from 'react'
import { ALL_TIME } from '../../model/all-time.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { Count, Duration, Time, Tokens } from '../../ui/Values.tsx'
import { ScoreChip } from '../ScoreChip.tsx'

export interface TraceFactsProps {
  readonly trace: SkeletonHeader['trace']
  readonly project: string
  /** Numbers only, where there is little room. */
  readonly isShort?: boolean
}

/** The trace in numbers, and the values that lead to its like. */
export function TraceFacts({ trace, project, isShort = false }: TraceFactsProps) {
  const { t } = useTranslation()
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 text-xs">
      <Fact name={t('trace.fact.start')}>
        <Time at={trace.start} />
      </Fact>
      <Fact name={t('trace.fact.duration')}>
        <Duration ns={trace.duration} />
      </Fact>
      <Fact name={t('trace.fact.tokens')}>
        <Tokens input={trace.tokens.input} output={trace.tokens.output} />
      </Fact>
      <Fact name={t('trace.fact.cost')}>
        <Money usd={trace.cost.ours} unpricedCalls={trace.cost.unpriced_calls} />
      </Fact>
      {trace.cost.reported !== null && (
        <Fact name={t('trace.fact.reported')}>
          <Money usd={trace.cost.reported} />
        </Fact>
      )}
      <Fact name={t('trace.fact.spans')}>
        <Count value={trace.spans} />
      </Fact>
      <Fact name={t('trace.fact.errors')}>
        <span className={trace.errors > 0 ? 'font-bold text-error' : undefined}>
          <Count value={trace.errors} />
        </span>
      </Fact>
      <Fact name={t('trace.fact.calls')}>
        <Count value={trace.calls} />
      </Fact>
      {!isShort && <MoreFacts trace={trace} project={project} />}
    </dl>
  )
}

function MoreFacts({ trace, project }: TraceFactsProps) {
  const { t } = useTranslation()
  return (
    <>
      {trace.models.length > 0 && (
        <Fact name={t('trace.fact.models')}>
          <bdi>{trace.models.join(', ')}</bdi>
        </Fact>
      )}
      <FilterFact project={project} field="session" value={trace.session} />
      <FilterFact project={project} field="user" value={trace.user} />
      <FilterFact project={project} field="service" value={trace.service} />
      <FilterFact project={project} field="environment" value={trace.environment} />
      {trace.scores.length > 0 && (
        <Fact name={t('trace.fact.scores')}>
          <span className="inline-flex flex-wrap gap-1">
            {trace.scores.map((score) => (
              <ScoreChip key={`${score.name} ${score.value} ${score.text}`} score={score} />
            ))}
          </span>
        </Fact>
      )}
      {trace.tags.length > 0 && (
        <Fact name={t('trace.fact.tags')}>
          <span className="inline-flex flex-wrap gap-1">
            {trace.tags.map((tag) => (
              <Badge key={tag}>
                <bdi>{tag}</bdi>
              </Badge>
            ))}
          </span>
        </Fact>
      )}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-1">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** A value of the trace that leads to the other traces that share it. */
function FilterFact({ project, field, value }: { project: string; field: string; value: string | null }) {
  const { t } = useTranslation()
  if (value === null) return null
  return (
    <Fact name={t(`trace.fact.${field}`)}>
      <Link
        to="/p/$project/traces"
        params={{ project }}
        search={{ q: `${field}:${JSON.stringify(value)}`, range: ALL_TIME }}
        className="text-link hover:underline"
      >
        <bdi>{value}</bdi>
      </Link>
    </Fact>
  )
}
