import { useState } from 'react'
import {
  changeTier,
  MAX_TIERS,
  type PriceDraft,
  type PriceProblems,
  type PriceService,
  withoutTier,
  withTier,
} from '../../model/price-draft.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'
import { TierFields } from './TierFields.tsx'

export interface PriceFieldsProps {
  readonly draft: PriceDraft
  readonly problems: PriceProblems
  readonly services: readonly PriceService[]
  /** The model was given: the first amount is what is asked for. */
  readonly isNamed: boolean
  readonly isDisabled: boolean
  readonly onChange: (draft: PriceDraft) => void
}

/** What a price is for, and its tiers by the length of the context. */
export function PriceFields({ draft, problems, services, isNamed, isDisabled, onChange }: PriceFieldsProps) {
  const { t } = useTranslation()
  // What is not written yet is not wrong yet.
  const [isModelLeft, setModelLeft] = useState(false)
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t('prices.model')}
          hint={t('prices.modelHint')}
          value={draft.model}
          onChange={(model) => onChange({ ...draft, model })}
          onBlur={() => setModelLeft(true)}
          error={isModelLeft && problems.has('model') ? t('prices.problems.modelMissing') : undefined}
          isDisabled={isDisabled}
          maxLength={200}
          autoFocus={!isNamed}
        />
        <TextField
          label={t('prices.provider')}
          hint={t('prices.providerHint')}
          value={draft.provider}
          onChange={(provider) => onChange({ ...draft, provider })}
          isDisabled={isDisabled}
          maxLength={200}
        />
        <Choice
          label={t('prices.service')}
          value={draft.service}
          options={services.map((id) => ({ id, text: t(`prices.services.${id}`) }))}
          onChange={(service) => onChange({ ...draft, service })}
          isDisabled={isDisabled}
        />
        <TextField
          label={t('prices.from')}
          hint={t('prices.fromHint')}
          placeholder="2026-09-01"
          value={draft.from}
          onChange={(from) => onChange({ ...draft, from })}
          error={problems.has('from') ? t('prices.problems.dayBad') : undefined}
          isDisabled={isDisabled}
        />
      </div>
      <p className="text-muted text-xs">{t('prices.perMillion')}</p>
      {draft.tiers.map((tier, index) => (
        <TierFields
          key={tier.id}
          tier={tier}
          isFirst={index === 0}
          problems={problems}
          isDisabled={isDisabled}
          isFocused={isNamed && index === 0}
          onChange={(change) => onChange(changeTier(draft, tier.id, change))}
          onRemove={() => onChange(withoutTier(draft, tier.id))}
        />
      ))}
      {draft.tiers.length < MAX_TIERS && (
        <div>
          <Button size="small" onPress={() => onChange(withTier(draft))} isDisabled={isDisabled}>
            {t('prices.tierAdd')}
          </Button>
        </div>
      )}
    </>
  )
}
