import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { BoardBody, SavedBoard } from '@vitrine/schemas/api'
import { EllipsisVertical, Pencil } from 'lucide-react'
import { useState } from 'react'
import { createBoard } from '../../api/board-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Menu } from '../../ui/Menu.tsx'
import { useMayChange } from '../../ui/may-change.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { saveFile } from '../../ui/save-file.ts'
import { inZone } from '../../ui/zone.ts'

type Props = {
  project: string
  board: Pick<BoardBody, 'name' | 'definition'> & Partial<Pick<SavedBoard, 'description' | 'shared'>>
  onEdit?: () => void
  onWall: () => void
}

/** What can be done with a board as a whole. */
export function BoardActions({ project, board, onEdit, onWall }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const mayChange = useMayChange()
  const { timeZone } = usePreferences()
  const [said, setSaid] = useState('')
  const body: BoardBody = {
    name: board.name,
    ...(board.description === null || board.description === undefined ? {} : { description: board.description }),
    definition: board.definition,
  }
  const duplicate = useMutation({
    mutationFn: () => createBoard(project, { ...body, name: t('boards.copyOf', { name: board.name }) }),
    onError: () => setSaid(t('boards.changeFailed')),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: [project, 'boards'] })
      void navigate({
        to: '/p/$project/dashboards/$board',
        params: { project, board: made.id },
        search: { edit: 'true' },
      })
    },
  })
  const onAction = (id: string) => {
    if (id === 'duplicate') return duplicate.mutate()
    if (id === 'wall') return onWall()
    if (id === 'export') {
      const text = JSON.stringify(body, null, 2)
      return saveFile(new Blob([text], { type: 'application/json' }), `${board.name}.board.json`)
    }
    const address = inZone(globalThis.location.href, timeZone)
    void navigator.clipboard.writeText(address).then(
      () => setSaid(t('boards.linkCopied')),
      () => setSaid(address),
    )
  }
  return (
    <span className="flex items-center gap-2">
      <span role="status" className="text-xs text-muted">
        {said}
      </span>
      {onEdit !== undefined && (
        <Button changes onPress={onEdit}>
          <Icon icon={Pencil} />
          {t('boards.edit')}
        </Button>
      )}
      <Menu
        label={t('boards.more')}
        trigger={<IconButton icon={EllipsisVertical} label={t('boards.more')} />}
        entries={[
          ...(mayChange ? [{ id: 'duplicate', text: t('boards.duplicate') }] : []),
          { id: 'wall', text: t('boards.wall') },
          { id: 'export', text: t('boards.export') },
          { id: 'link', text: t('boards.copyLink') },
        ]}
        onAction={onAction}
      />
    </span>
  )
}
