import { useState } from 'react'
import { Choice } from '../../parts/Choice.tsx'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'

type Props = {
  metrics: readonly string[]
  choices: readonly string[]
  textOf: (metric: string) => string
  onChange: (metrics: string[]) => void
}

const MOST = 12

/** The metrics of a panel: from the list, or a score by its name. */
export function MetricField({ metrics, choices, textOf, onChange }: Props) {
  const { t } = useTranslation()
  const [score, setScore] = useState('')
  const add = (metric: string) => {
    if (metric !== '' && !metrics.includes(metric) && metrics.length < MOST) onChange([...metrics, metric])
  }
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Choice
        label={t('boards.addMetric')}
        value=""
        options={[
          { id: '', text: t('boards.chooseMetric') },
          ...choices.filter((metric) => !metrics.includes(metric)).map((id) => ({ id, text: textOf(id) })),
        ]}
        onChange={add}
      />
      <span className="flex items-end gap-1">
        <TextField label={t('boards.scoreName')} value={score} onChange={setScore} />
        <Button
          isDisabled={score.trim() === '' || score.includes(',')}
          onPress={() => {
            add(`score:${score.trim()}`)
            setScore('')
          }}
        >
          {t('boards.addScore')}
        </Button>
      </span>
      <span className="flex flex-wrap gap-1">
        {metrics.map((metric) => (
          <Chip
            key={metric}
            text={textOf(metric)}
            {...(metrics.length > 1 ? { onRemove: () => onChange(metrics.filter((one) => one !== metric)) } : {})}
          />
        ))}
      </span>
    </div>
  )
}
