import type { PriceColumn } from '@vitrine/schemas'
import { MAIN_COLUMNS, OTHER_COLUMNS, type PriceProblems, type TierDraft } from '../../model/price-draft.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'

export interface TierFieldsProps {
  readonly tier: TierDraft
  readonly isFirst: boolean
  readonly problems: PriceProblems
  readonly isDisabled: boolean
  readonly isFocused: boolean
  readonly onChange: (change: Partial<Omit<TierDraft, 'id'>>) => void
  readonly onRemove: () => void
}

/** The amounts of one tier; those that few prices have are a click away. */
export function TierFields({ tier, isFirst, problems, isDisabled, isFocused, onChange, onRemove }: TierFieldsProps) {
  const { t } = useTranslation()
  const said = (key: string) => {
    const problem = problems.get(key)
    return problem === undefined ? undefined : t(`prices.problems.${problem}`)
  }
  const amount = (column: PriceColumn) => (
    <TextField
      key={column}
      label={t(`prices.columns.${column}`)}
      inputMode="decimal"
      value={tier.amounts[column] ?? ''}
      onChange={(text) => onChange({ amounts: { ...tier.amounts, [column]: text } })}
      error={said(`${tier.id}.${column}`)}
      isDisabled={isDisabled}
      autoFocus={isFocused && column === MAIN_COLUMNS[0]}
    />
  )
  const hasOthers = OTHER_COLUMNS.some((column) => (tier.amounts[column] ?? '') !== '')
  return (
    <fieldset className="flex flex-col gap-3 rounded-card border border-line p-3">
      <legend className="px-1 text-muted text-xs">{t(isFirst ? 'prices.tierFirst' : 'prices.tierNext')}</legend>
      {!isFirst && (
        <div className="flex flex-wrap items-start justify-between gap-3">
          <TextField
            label={t('prices.above')}
            inputMode="numeric"
            placeholder="200000"
            value={tier.above}
            onChange={(above) => onChange({ above })}
            error={tier.above === '' ? undefined : said(`${tier.id}.above`)}
            isDisabled={isDisabled}
            autoFocus
          />
          <Button size="small" onPress={onRemove} isDisabled={isDisabled}>
            {t('prices.tierRemove')}
          </Button>
        </div>
      )}
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">{MAIN_COLUMNS.map(amount)}</div>
      <details open={hasOthers}>
        <summary className="cursor-pointer text-link text-xs">{t('prices.moreKinds')}</summary>
        <div className="grid grid-cols-2 gap-3 pt-3 sm:grid-cols-4">{OTHER_COLUMNS.map(amount)}</div>
      </details>
      {!isFirst && <p className="text-muted text-xs">{said(String(tier.id)) ?? t('prices.tierRest')}</p>}
    </fieldset>
  )
}
