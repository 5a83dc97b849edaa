import { ArrowDown, ArrowUp, Columns3, Minus, Pin, PinOff, Plus } from 'lucide-react'
import { useState } from 'react'
import {
  attributeOf,
  type ChosenColumn,
  MOST_ATTRIBUTES,
  movedColumn,
  plainColumns,
  STEP_PX,
  withAttribute,
  withColumn,
  withPin,
  withWidth,
} from '../../model/columns.ts'
import { DENSITIES, type Density, titleOf } from '../../parts/list/column.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { PopoverDialog } from '../../ui/PopoverDialog.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { COLUMNS } from './row-columns.tsx'

export interface ColumnsMenuProps {
  readonly chosen: readonly ChosenColumn[]
  readonly known: readonly string[]
  readonly defaults: readonly string[]
  readonly density: Density
  readonly onColumns: (chosen: readonly ChosenColumn[]) => void
  readonly onDensity: (density: Density) => void
}

/**
 * Which columns stand in the list, in which order, how wide, and which stay in sight; and how tall its rows are. Every
 * change is seen at once, and the way back undoes it.
 */
export function ColumnsMenu(props: ColumnsMenuProps) {
  const { chosen, known, defaults, density, onColumns, onDensity } = props
  const { t } = useTranslation()
  const hidden = known.filter((id) => !chosen.some((one) => one.id === id))
  return (
    <PopoverDialog
      label={t('list.columns')}
      trigger={
        <Button size="small" look="quiet">
          <Icon icon={Columns3} />
          {t('list.columns')}
        </Button>
      }
    >
      {() => (
        <div className="flex w-96 max-w-full flex-col gap-2 p-3">
          <RadioGroup
            label={t('list.density')}
            value={density}
            onChange={(next) => onDensity(DENSITIES.find((one) => one === next) ?? 's')}
            options={DENSITIES.map((id) => ({ id, text: t(`list.densities.${id}`) }))}
          />
          <ul className="flex max-h-96 flex-col overflow-y-auto border-line border-t pt-2">
            {chosen.map((column, place) => (
              <li key={column.id} className="flex items-center">
                <Shown id={column.id} place={place} {...props} />
                <ColumnButtons column={column} {...props} />
              </li>
            ))}
            {hidden.map((id) => (
              <li key={id} className="flex items-center">
                <Shown id={id} place={-1} {...props} />
              </li>
            ))}
          </ul>
          <AttributeField chosen={chosen} onColumns={onColumns} />
          <Button size="small" onPress={() => onColumns(plainColumns(defaults))}>
            {t('list.columnsReset')}
          </Button>
        </div>
      )}
    </PopoverDialog>
  )
}

/** Any attribute by its name, known to the list or not. */
function AttributeField({ chosen, onColumns }: Pick<ColumnsMenuProps, 'chosen' | 'onColumns'>) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const isFull = chosen.filter(({ id }) => attributeOf(id) !== undefined).length >= MOST_ATTRIBUTES
  return (
    <form
      className="flex items-end gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() === '' || isFull) return
        onColumns(withAttribute(chosen, name.trim()))
        setName('')
      }}
    >
      <TextField
        label={t('list.columnAttribute')}
        value={name}
        onChange={setName}
        isDisabled={isFull}
        className="min-w-0 grow"
      />
      <Button size="small" type="submit" isDisabled={isFull || name.trim() === ''}>
        {t('list.columnAdd')}
      </Button>
    </form>
  )
}

function useTitle(id: string): string {
  const { t } = useTranslation()
  const column = COLUMNS.find((one) => one.id === id)
  return attributeOf(id) ?? (column === undefined ? id : titleOf(column, t))
}

/** Whether a column is shown; the last one cannot go. */
function Shown({ id, place, chosen, onColumns }: ColumnsMenuProps & { readonly id: string; readonly place: number }) {
  return (
    <label className="flex min-h-7 min-w-0 grow items-center gap-2 rounded-control px-1 hover:bg-hover">
      <input
        type="checkbox"
        checked={place >= 0}
        disabled={place >= 0 && chosen.length === 1}
        onChange={(event) => onColumns(withColumn(chosen, id, event.target.checked))}
        className="size-4 shrink-0 accent-[var(--accent)]"
      />
      <span className="truncate">{useTitle(id)}</span>
    </label>
  )
}

function ColumnButtons({ column, chosen, onColumns }: ColumnsMenuProps & { readonly column: ChosenColumn }) {
  const { t } = useTranslation()
  const name = useTitle(column.id)
  const { id, isPinned } = column
  const move = (by: -1 | 1) => movedColumn(chosen, id, by)
  const resize = (by: number) => onColumns(withWidth(chosen, id, (column.widthPx ?? shownWidth(id)) + by))
  return (
    <>
      <IconButton
        icon={isPinned ? PinOff : Pin}
        label={t(isPinned ? 'list.columnUnpin' : 'list.columnPin', { name })}
        onPress={() => onColumns(withPin(chosen, id, !isPinned))}
      />
      <IconButton icon={Minus} label={t('list.columnNarrower', { name })} onPress={() => resize(-STEP_PX)} />
      <IconButton icon={Plus} label={t('list.columnWider', { name })} onPress={() => resize(STEP_PX)} />
      <IconButton
        icon={ArrowUp}
        label={t('list.columnEarlier', { name })}
        isDisabled={move(-1) === chosen}
        onPress={() => onColumns(move(-1))}
      />
      <IconButton
        icon={ArrowDown}
        label={t('list.columnLater', { name })}
        isDisabled={move(1) === chosen}
        onPress={() => onColumns(move(1))}
      />
    </>
  )
}

/** How wide a column without a width of its own is just now: the list shares out what room there is. */
function shownWidth(id: string): number {
  return document.querySelector<HTMLElement>(`[data-column="${CSS.escape(id)}"]`)?.offsetWidth ?? 0
}
