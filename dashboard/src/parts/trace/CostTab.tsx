import { Link } from '@tanstack/react-router'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, type TokenBucket } from '@vitrine/schemas'
import type { SpanDetail } from '@vitrine/schemas/api'
import { Badge } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { Count, Tokens, Unknown } from '../../ui/Values.tsx'

interface CostTabProps {
  readonly detail: SpanDetail
  /** Undefined: the reader is a stranger, for whom there are no settings. */
  readonly project: string | undefined
}

/** Tokens and money by bucket, where the price comes from, and what the client itself said. */
export function CostTab({ detail, project }: CostTabProps) {
  const { t } = useTranslation()
  const { tokens, price, cost } = detail
  const rows = [...INPUT_BUCKETS, ...OUTPUT_BUCKETS].filter((bucket) => (tokens.buckets[bucket] ?? null) !== null)
  const hasTokens = tokens.input !== null || tokens.output !== null
  return (
    <div className="flex flex-col gap-3">
      {!hasTokens && <p className="text-muted">{t('trace.cost.noTokens')}</p>}
      {(detail.tokens_estimated.input !== null || detail.tokens_estimated.output !== null) && (
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone="warning">{t('trace.cost.estimated')}</Badge>
          <Tokens input={detail.tokens_estimated.input} output={detail.tokens_estimated.output} />
          <span className="text-muted text-xs">{t('trace.cost.estimatedHint')}</span>
        </p>
      )}
      {hasTokens && (
        <Table caption={t('trace.cost.caption')}>
          <thead>
            <tr>
              <HeaderCell>{t('trace.cost.bucket')}</HeaderCell>
              <HeaderCell isNumber>{t('trace.fact.tokens')}</HeaderCell>
              <HeaderCell isNumber>{t('trace.fact.cost')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {rows.map((bucket) => (
              <BucketRow key={bucket} bucket={bucket} detail={detail} />
            ))}
            <Row>
              <RowHeader>
                <strong>{t('trace.cost.total')}</strong>
              </RowHeader>
              <Cell isNumber>
                <Count value={(tokens.input ?? 0) + (tokens.output ?? 0)} />
              </Cell>
              <Cell isNumber>
                <Money usd={cost.ours} />
              </Cell>
            </Row>
          </tbody>
        </Table>
      )}
      {hasTokens && price === null && (
        <p className="text-warning text-xs">
          {t('trace.cost.noPrice', {
            model: detail.model ?? t('trace.unknown'),
            provider: detail.provider ?? t('trace.unknown'),
          })}{' '}
          {project !== undefined && (
            <Link
              to="/p/$project/settings"
              params={{ project }}
              search={{ section: 'prices' }}
              className="text-link underline"
            >
              {t('prices.add')}
            </Link>
          )}
        </p>
      )}
      <dl className="flex flex-col gap-1 text-xs">
        {price !== null && (
          <div className="flex flex-wrap gap-2">
            <dt className="text-muted">{t('trace.cost.price')}</dt>
            <dd>
              <code dir="ltr">{price.id}</code>
            </dd>
          </div>
        )}
        <div className="flex flex-wrap gap-2">
          <dt className="text-muted">{t('trace.fact.reported')}</dt>
          <dd>{cost.reported === null ? <Unknown /> : <Money usd={cost.reported} />}</dd>
        </div>
      </dl>
      {detail.merged_into !== null && <p className="text-muted text-xs">{t('trace.cost.merged')}</p>}
      {detail.rolled_up && <p className="text-muted text-xs">{t('trace.cost.rolledUp')}</p>}
    </div>
  )
}

function BucketRow({ bucket, detail }: { bucket: TokenBucket; detail: SpanDetail }) {
  const { t } = useTranslation()
  const usd = detail.price?.by_bucket[bucket]
  return (
    <Row>
      <RowHeader>{t(`trace.bucket.${bucket}`)}</RowHeader>
      <Cell isNumber>
        <Count value={detail.tokens.buckets[bucket] ?? null} />
      </Cell>
      <Cell isNumber>{usd === undefined ? <Unknown /> : <Money usd={usd} />}</Cell>
    </Row>
  )
}
