import { Link } from '@tanstack/react-router'
import type { IngestAnswer, LedgerAnswer } from '@vitrine/schemas/api'
import { type Finding, findingsOf } from '../../model/ingest-findings.ts'
import { Badge, type BadgeTone } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'

type FindingsProps = { ingest: IngestAnswer; ledger: LedgerAnswer; project: string }

const TONES: Record<Finding['kind'], BadgeTone> = {
  lost: 'error',
  unbalanced: 'error',
  full: 'error',
  deadLetterFull: 'error',
  lagging: 'warning',
  waiting: 'running',
  rejected: 'warning',
  refused: 'warning',
  nothing: 'neutral',
  eventual: 'neutral',
  well: 'success',
}
/** Statuses that have a sentence of their own. */
const STATUSES = new Set([400, 401, 403, 413, 415, 429, 503])

export function Findings({ ingest, ledger, project }: FindingsProps) {
  const { t } = useTranslation()
  const say = useSentence()
  return (
    <ul className="flex flex-col gap-2" aria-label={t('ingest.findings.label')}>
      {findingsOf(ingest, ledger, Date.now()).map((finding) => (
        <li key={JSON.stringify(finding)} className="flex flex-wrap items-baseline gap-2">
          <Badge tone={TONES[finding.kind]}>{t(`ingest.tones.${TONES[finding.kind]}`)}</Badge>
          <span>{say(finding)}</span>
          {finding.kind === 'nothing' && (
            <Link to="/p/$project/start" params={{ project }} className="text-link underline">
              {t('ingest.findings.howToSend')}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}

function useSentence(): (finding: Finding) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (finding) => {
    switch (finding.kind) {
      case 'lost':
        return t('ingest.findings.lost', { count: finding.records, n: format.number(finding.records) })
      case 'lagging': {
        const since = format.durationNs(BigInt(Math.round(finding.sinceMs)) * 1_000_000n)
        return t('ingest.findings.lagging', { count: finding.spans, n: format.number(finding.spans), since })
      }
      case 'waiting':
        return t('ingest.findings.waiting', { count: finding.spans, n: format.number(finding.spans) })
      case 'rejected':
        return t('ingest.findings.rejected', { count: finding.spans, n: format.number(finding.spans) })
      case 'refused': {
        const why = STATUSES.has(finding.status) ? `s${finding.status}` : 'other'
        const requests = t('ingest.findings.refused', {
          count: finding.requests,
          n: format.number(finding.requests),
          status: String(finding.status),
        })
        return `${requests} ${t(`ingest.refusedWhy.${why}`)}`
      }
      case 'unbalanced':
      case 'full':
      case 'deadLetterFull':
      case 'nothing':
      case 'eventual':
      case 'well':
        return t(`ingest.findings.${finding.kind}`)
    }
  }
}
