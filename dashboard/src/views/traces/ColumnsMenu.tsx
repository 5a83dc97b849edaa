import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { movedColumn, withColumn } from '../../model/columns.ts'
import { DENSITIES, type Density } from '../../parts/list/column.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PopoverDialog } from '../../ui/PopoverDialog.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { COLUMNS } from './row-columns.tsx'

export interface ColumnsMenuProps {
  readonly chosen: readonly string[]
  readonly known: readonly string[]
  readonly defaults: readonly string[]
  readonly density: Density
  readonly onColumns: (chosen: readonly string[]) => void
  readonly onDensity: (density: Density) => void
}

/** Which columns stand in the list, in which order, and how tall its rows are; every change is seen at once. */
export function ColumnsMenu({ chosen, known, defaults, density, onColumns, onDensity }: ColumnsMenuProps) {
  const { t } = useTranslation()
  const titleOf = (id: string) => t(COLUMNS.find((column) => column.id === id)?.title ?? 'list.column.name')
  const ordered = [...chosen, ...known.filter((id) => !chosen.includes(id))]
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
        <div className="flex w-72 flex-col gap-2 p-3">
          <RadioGroup
            label={t('list.density')}
            value={density}
            onChange={(next) => onDensity(DENSITIES.find((one) => one === next) ?? 's')}
            options={DENSITIES.map((id) => ({ id, text: t(`list.densities.${id}`) }))}
          />
          <ul className="flex max-h-96 flex-col overflow-y-auto border-line border-t pt-2">
            {ordered.map((id) => {
              const place = chosen.indexOf(id)
              return (
                <li key={id} className="flex items-center gap-1">
                  <label className="flex min-h-7 grow items-center gap-2 rounded-control px-1 hover:bg-hover">
                    <input
                      type="checkbox"
                      checked={place >= 0}
                      disabled={place >= 0 && chosen.length === 1}
                      onChange={(event) => onColumns(withColumn(chosen, id, event.target.checked))}
                      className="size-4 accent-[var(--accent)]"
                    />
                    {titleOf(id)}
                  </label>
                  {place >= 0 && (
                    <>
                      <IconButton
                        icon={ArrowUp}
                        label={t('list.columnEarlier', { name: titleOf(id) })}
                        isDisabled={place === 0}
                        onPress={() => onColumns(movedColumn(chosen, id, -1))}
                      />
                      <IconButton
                        icon={ArrowDown}
                        label={t('list.columnLater', { name: titleOf(id) })}
                        isDisabled={place === chosen.length - 1}
                        onPress={() => onColumns(movedColumn(chosen, id, 1))}
                      />
                    </>
                  )}
                </li>
              )
            })}
          </ul>
          <Button size="small" onPress={() => onColumns(defaults)}>
            {t('list.columnsReset')}
          </Button>
        </div>
      )}
    </PopoverDialog>
  )
}
