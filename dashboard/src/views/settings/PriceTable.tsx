import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ProjectPriceAnswer } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pricesQuery, removePrice } from '../../api/money-queries.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
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
  if (prices.data === undefined) return <Skeleton className="h-24" />
  return (
    <>
      <p className="text-muted text-xs">
        {t('prices.book', { version: prices.data.book.version })}{' '}
        <bdi lang="en">{prices.data.book.sources.filter((source) => source !== 'rule').join(', ')}</bdi>
      </p>
      {prices.data.prices.length === 0 ? (
        <p className="text-muted">{t('prices.ownEmpty')}</p>
      ) : (
        <Table caption={t('prices.own')}>
          <thead>
            <tr>
              <HeaderCell>{t('prices.model')}</HeaderCell>
              <HeaderCell>{t('prices.provider')}</HeaderCell>
              <HeaderCell isNumber>{t('prices.input')}</HeaderCell>
              <HeaderCell isNumber>{t('prices.output')}</HeaderCell>
              <HeaderCell>{t('prices.from')}</HeaderCell>
              <HeaderCell>
                <span className="sr-only">{t('settings.actions')}</span>
              </HeaderCell>
            </tr>
          </thead>
          <tbody>
            {prices.data.prices.map((price) => (
              <PriceRow key={price.id} price={price} onRemove={() => setAsked(price)} />
            ))}
          </tbody>
        </Table>
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

function PriceRow({ price, onRemove }: { price: ProjectPriceAnswer; onRemove: () => void }) {
  const { t } = useTranslation()
  const [base] = price.tiers
  const usd = (column: string) => {
    const amount = base?.per_million[column]
    return amount === undefined ? <Unknown /> : <span dir="ltr">${amount}</span>
  }
  return (
    <Row>
      <RowHeader>
        <code dir="ltr" className="font-mono text-xs">
          {price.model}
        </code>{' '}
        {price.service !== null && <Badge>{price.service}</Badge>}
      </RowHeader>
      <Cell>{price.provider === null ? t('prices.anyProvider') : <bdi>{price.provider}</bdi>}</Cell>
      <Cell isNumber>{usd('input_uncached')}</Cell>
      <Cell isNumber>{usd('output')}</Cell>
      <Cell>{price.from === null ? t('prices.always') : <Time at={price.from} />}</Cell>
      <Cell className="text-end">
        <Button
          size="small"
          look="danger"
          aria-label={t('prices.removeNamed', { model: price.model })}
          onPress={onRemove}
        >
          {t('prices.remove')}
        </Button>
      </Cell>
    </Row>
  )
}
