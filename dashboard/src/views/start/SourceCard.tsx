import type { OnboardingAnswer } from '@vitrine/schemas/api'
import { pricingOf } from '../../model/onboarding.ts'
import { Badge, type BadgeTone } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Tokens } from '../../ui/Values.tsx'

type Source = OnboardingAnswer['sources'][number]

const PRICING_TONE: Record<ReturnType<typeof pricingOf>, BadgeTone> = {
  all: 'success',
  some: 'warning',
  none: 'warning',
  'no-tokens': 'neutral',
}

/** One sender: which SDK, how its spans were read, tokens, prices, and what would make its traces tell more. */
export function SourceCard({ source }: { source: Source }) {
  const { t } = useTranslation()
  const format = useFormat()
  const pricing = pricingOf(source)
  const facts: [string, string | null][] = [
    ['service', source.service],
    ['sdk', source.sdk],
    ['dialect', source.dialect],
    ['protocol', source.protocol],
    ['spans', format.number(source.spans)],
    ['calls', format.number(source.calls)],
  ]
  return (
    <article className="mt-3 border-t border-line pt-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{t(`start.facts.${name}`)}</dt>
            <dd>
              <bdi>{value ?? t('common.unknown')}</bdi>
            </dd>
          </div>
        ))}
        <dt className="text-muted">{t('start.facts.tokens')}</dt>
        <dd>
          <Tokens input={source.tokens_input} output={source.tokens_output} />
        </dd>
        <dt className="text-muted">{t('start.facts.price')}</dt>
        <dd>
          <Badge tone={PRICING_TONE[pricing]}>{t(`start.pricing.${pricing}`)}</Badge>
          {source.unpriced_models.length > 0 && (
            <p className="text-xs text-muted">
              {t('start.unpricedModels')} <bdi>{source.unpriced_models.join(', ')}</bdi>
            </p>
          )}
        </dd>
      </dl>
      {source.missing.length > 0 && (
        <>
          <h3 className="pt-2 text-xs text-muted">{t('start.missing')}</h3>
          <ul className="list-disc ps-5 text-xs">
            {source.missing.map((name) => (
              <li key={name}>{t(`start.missingHints.${name}`)}</li>
            ))}
          </ul>
        </>
      )}
    </article>
  )
}
