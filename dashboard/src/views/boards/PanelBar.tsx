import type { Panel } from '@vitrine/schemas/api'
import { ArrowLeft, ArrowRight, Copy, GripVertical, Pencil, Trash2, UnfoldHorizontal } from 'lucide-react'
import { type Edit, MOST, sizeOf } from '../../model/boards/edit.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'

type Props = {
  panel: Panel
  isFirst: boolean
  isLast: boolean
  onMove: (by: -1 | 1) => void
  onEdit: (edit: Edit) => void
  onOpen: () => void
}

/** What can be done with a panel while its board is built: by buttons, or by dragging the handle. */
export function PanelBar({ panel, isFirst, isLast, onMove, onEdit, onOpen }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id, title } = panel
  return (
    <div className="flex items-center rounded-t-card border border-b-0 border-line bg-subtle">
      <span
        draggable
        onDragStart={(event) => event.dataTransfer.setData('text/plain', id)}
        className="cursor-grab p-1.5 text-muted"
        title={t('boards.drag')}
        aria-hidden="true"
      >
        <Icon icon={GripVertical} />
      </span>
      <IconButton
        icon={ArrowLeft}
        flips
        label={t('boards.earlier', { title })}
        isDisabled={isFirst}
        onPress={() => onMove(-1)}
      />
      <IconButton
        icon={ArrowRight}
        flips
        label={t('boards.later', { title })}
        isDisabled={isLast}
        onPress={() => onMove(1)}
      />
      <IconButton
        icon={UnfoldHorizontal}
        label={t('boards.width', { title, width: format.number(panel.width) })}
        onPress={() => onEdit({ kind: 'size', id, ...sizeOf(panel), width: (panel.width % MOST.width) + 1 })}
      />
      <span className="grow" />
      <IconButton icon={Pencil} label={t('boards.editPanel', { title })} onPress={onOpen} />
      <IconButton
        icon={Copy}
        label={t('boards.duplicatePanel', { title })}
        onPress={() => onEdit({ kind: 'duplicate', id })}
      />
      <IconButton
        icon={Trash2}
        label={t('boards.removePanel', { title })}
        onPress={() => onEdit({ kind: 'remove', id })}
      />
    </div>
  )
}
