import type { Box } from '../../model/boards/heat.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Choice } from '../Choice.tsx'

type Props = {
  box: Box | undefined
  columns: readonly string[]
  levels: readonly string[]
  onChange: (box: Box) => void
}

/** The bounds of a box by lists: what a drag does, for keyboards. */
export function BoxFields({ box, columns, levels, onChange }: Props) {
  const { t } = useTranslation()
  const whole: Box = { columns: [0, columns.length - 1], levels: [0, levels.length - 1] }
  const now = box ?? whole
  const options = (texts: readonly string[]) => texts.map((text, index) => ({ id: String(index), text }))
  const field = (axis: 'columns' | 'levels', end: 0 | 1, label: string, texts: readonly string[]) => (
    <Choice
      label={label}
      value={String(now[axis][end])}
      options={options(texts)}
      onChange={(id) => {
        const pair: [number, number] = [...now[axis]]
        pair[end] = Number(id)
        if (pair[0] > pair[1]) pair[end === 0 ? 1 : 0] = Number(id)
        onChange({ ...now, [axis]: pair })
      }}
    />
  )
  return (
    <details>
      <summary className="cursor-pointer text-xs text-muted">{t('boards.selectByBounds')}</summary>
      <div className="flex flex-wrap gap-2 pt-2">
        {field('columns', 0, t('boards.fromTime'), columns)}
        {field('columns', 1, t('boards.toTime'), columns)}
        {field('levels', 0, t('boards.fromLevel'), levels)}
        {field('levels', 1, t('boards.toLevel'), levels)}
      </div>
    </details>
  )
}
