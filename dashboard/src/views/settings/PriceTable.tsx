import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { PRICE_COLUMNS, type PriceColumn } from '@vitrine/schemas'
import type { ProjectPriceAnswer } from '@vitrine/schemas/api'
import { useState } from 'react'
import { pricesQuery, removePrice } from '../../api/money-queries.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Time, Unknown } from '../../ui/Values.tsx'

export function PriceTable({ project }: { project: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const prices = useQuery(pricesQuery(project))
  const [asked, setAsked] = useState<ProjectPriceAnswer>()
  const remove = useMutation({
    mutationFn: (price: ProjectPriceAnswer) => removePrice(project, price.id),
    onSuccess: async () => {
      setAsked(undefined)
      await client.invalidateQueries({ queryKey: [project, 'prices'] })
    },
  })
  if (prices.error !== null) {
    return <ErrorState title={t('prices.listFailed')} error={prices.error} onRetry={() => void prices.refetch()} />
  }
  if (prices.data === undefined) return <TablePending columns={7} tallest="button" />
  return (
    <>
      <p className="text-muted text-xs">
        {t('prices.book', { version: prices.data.book.version })}{' '}
        <bdi lang="en">{prices.data.book.sources.filter((source) => source !== 'rule').join(', ')}</bdi>
      </p>
      {prices.data.prices.length === 0 ? (
        <p className="text-muted">{t('prices.ownEmpty')}</p>
      ) : (
        <RecordTable
          caption={t('prices.own')}
          records={prices.data.prices}
          keyOf={(price) => price.id}
          columns={[
            { title: t('prices.model'), draw: (price) => <ModelName price={price} /> },
            {
              title: t('prices.provider'),
              draw: ({ provider }) => (provider === null ? t('prices.anyProvider') : <bdi>{provider}</bdi>),
            },
            { title: t('prices.input'), isNumber: true, draw: (price) => <Usd of={price} column="input_uncached" /> },
            { title: t('prices.output'), isNumber: true, draw: (price) => <Usd of={price} column="output" /> },
            { title: t('prices.otherAmounts'), draw: (price) => <OtherAmounts of={price} /> },
            {
              title: t('prices.from'),
              draw: ({ from }) => (from === null ? t('prices.always') : <Time at={from} />),
            },
          ]}
          action={{
            label: t('prices.remove'),
            changes: true,
            look: 'danger',
            nameOf: ({ model }) => t('prices.removeNamed', { model }),
            onPress: setAsked,
          }}
        />
      )}
      {asked !== undefined && (
        <ConfirmDialog
          title={t('prices.removeNamed', { model: asked.model })}
          isOpen
          onClose={() => setAsked(undefined)}
          onConfirm={() => remove.mutate(asked)}
          action={t('prices.remove')}
          isBusy={remove.isPending}
        >
          <p>{t('prices.removeHint')}</p>
          {remove.error !== null && <ErrorState title={t('prices.saveFailed')} error={remove.error} />}
        </ConfirmDialog>
      )}
    </>
  )
}

function ModelName({ price }: { price: ProjectPriceAnswer }) {
  const { t } = useTranslation()
  return (
    <>
      <code dir="ltr" className="font-mono text-xs">
        {price.model}
      </code>{' '}
      {price.service !== null && <Badge>{t(`prices.services.${price.service}`)}</Badge>}
    </>
  )
}

/** What has a price of its own beside input and output, and the tiers of long contexts. */
function OtherAmounts({ of }: { of: ProjectPriceAnswer }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <ul className="flex flex-col text-xs">
      {of.tiers.map(({ above, per_million }, index) => {
        const said = PRICE_COLUMNS.filter((column) => (index > 0 || !SHOWN.has(column)) && per_million[column])
        if (said.length === 0) return null
        return (
          <li key={above}>
            {index > 0 && <strong>{t('prices.aboveTokens', { n: format.number(above) })} </strong>}
            {said.map((column) => (
              <span key={column} className="me-2 inline-block">
                {t(`prices.columns.${column}`)} <span dir="ltr">${per_million[column]}</span>
              </span>
            ))}
          </li>
        )
      })}
    </ul>
  )
}

/** Columns of the table itself. */
const SHOWN: ReadonlySet<PriceColumn> = new Set(['input_uncached', 'output'])

/** Of the first tier, per million tokens. */
function Usd({ of, column }: { of: ProjectPriceAnswer; column: string }) {
  const amount = of.tiers[0]?.per_million[column]
  return amount === undefined ? <Unknown /> : <span dir="ltr">${amount}</span>
}
