import type { UnitValues } from '@vitrine/schemas/api'
import { directionOf } from '../../model/direction.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Unknown } from '../../ui/Values.tsx'

/** What the spans of a row have in one attribute: the commonest value, and how many others there are. */
export function AttributeCell({ of }: { of: UnitValues | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [first, ...more] = of?.values ?? []
  if (of?.too_long === true && first === undefined)
    return <span className="block truncate text-muted text-xs">{t('list.longValue')}</span>
  if (of === undefined || first === undefined) return <Unknown />
  return (
    <span
      dir={directionOf(first)}
      className="block truncate [text-align:match-parent]"
      title={[first, ...more, ...(of.different > of.values.length ? ['…'] : [])].join('\n')}
    >
      <bdi>{first}</bdi>
      {of.different > 1 && <span className="text-muted"> +{format.number(of.different - 1)}</span>}
    </span>
  )
}
