import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import type { Panel, SavedBoard } from '@vitrine/schemas/api'
import { Plus, Redo2, Undo2 } from 'lucide-react'
import { lazy, Suspense, useReducer, useRef, useState } from 'react'
import { saveBoard } from '../../api/board-queries.ts'
import { draftOf, edited, freeId } from '../../model/boards/edit.ts'
import { BoardGrid } from '../../parts/board/BoardGrid.tsx'
import type { BoardView } from '../../parts/board/board-view.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { PanelBar } from './PanelBar.tsx'

const PanelForm = lazy(() => import('./PanelForm.tsx').then((module) => ({ default: module.PanelForm })))

type Props = { board: SavedBoard; view: BoardView; onDone: () => void }

/** A board while it is built. Nothing is kept before "save"; until then everything can be undone. */
export function BoardBuilder({ board, view, onDone }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const [draft, edit] = useReducer(edited, draftOf(board.definition))
  const [name, setName] = useState(board.name)
  const [description, setDescription] = useState(board.description ?? '')
  const [shared, setShared] = useState(board.shared)
  const [open, setOpen] = useState<Panel>()
  const [said, setSaid] = useState('')
  const { panels } = draft.now
  const isSaved = useRef(false)
  const isChanged =
    name !== board.name ||
    description !== (board.description ?? '') ||
    shared !== board.shared ||
    JSON.stringify(draft.now) !== JSON.stringify(board.definition)
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isChanged && !isSaved.current && !(next.pathname === current.pathname && 'edit' in next.search),
    enableBeforeUnload: () => isChanged && !isSaved.current,
    withResolver: true,
  })
  const save = useMutation({
    mutationFn: () =>
      saveBoard(view.project, board.id, { name, description, shared, definition: draft.now, revision: board.revision }),
    onSuccess: (saved) => {
      isSaved.current = true
      client.setQueryData([view.project, 'boards', board.id], saved)
      void client.invalidateQueries({ queryKey: [view.project, 'boards'], exact: true })
      onDone()
    },
  })
  const move = (panel: Panel, by: -1 | 1) => {
    edit({ kind: 'move', id: panel.id, by })
    const at = panels.indexOf(panel) + by + 1
    setSaid(t('boards.moved', { title: panel.title, at: format.number(at), of: format.number(panels.length) }))
  }
  const fresh = (): Panel => ({
    id: freeId(panels),
    title: t('boards.newPanel'),
    chart: 'lines',
    width: 2,
    query: { metrics: ['traces'] },
  })
  return (
    <Page
      title={t('boards.building', { name: board.name })}
      actions={
        <span className="flex items-center gap-1">
          <IconButton
            icon={Undo2}
            flips
            label={t('boards.undo')}
            isDisabled={draft.undo.length === 0}
            onPress={() => edit({ kind: 'undo' })}
          />
          <IconButton
            icon={Redo2}
            flips
            label={t('boards.redo')}
            isDisabled={draft.redo.length === 0}
            onPress={() => edit({ kind: 'redo' })}
          />
          <Button onPress={onDone}>{t('common.cancel')}</Button>
          <Button look="primary" isDisabled={name.trim() === '' || save.isPending} onPress={() => save.mutate()}>
            {t('boards.save')}
          </Button>
        </span>
      }
    >
      <div className="flex flex-wrap items-end gap-3 pb-3">
        <TextField label={t('boards.name')} value={name} onChange={setName} className="min-w-48" />
        <TextField label={t('boards.about')} value={description} onChange={setDescription} className="min-w-64 grow" />
        <TextField
          label={t('boards.boardFilter')}
          value={draft.now.q ?? ''}
          onChange={(q) => edit({ kind: 'filter', q })}
          className="min-w-48"
        />
        <Switch isSelected={shared} onChange={setShared}>
          {t('boards.shared')}
        </Switch>
        <Button onPress={() => setOpen(fresh())}>
          <Icon icon={Plus} />
          {t('boards.addPanel')}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      {save.isError && <ErrorState title={t('boards.changeFailed')} error={save.error} />}
      {panels.length === 0 && <EmptyState title={t('boards.noPanels')}>{t('boards.noPanelsHint')}</EmptyState>}
      <BoardGrid
        panels={panels}
        view={view}
        isStanding={false}
        onPlace={(id, at) => edit({ kind: 'place', id, at })}
        onSize={(id, size) => edit({ kind: 'size', id, ...size })}
        bar={(panel, index) => (
          <PanelBar
            panel={panel}
            isFirst={index === 0}
            isLast={index === panels.length - 1}
            onMove={(by) => move(panel, by)}
            onEdit={edit}
            onOpen={() => setOpen(panel)}
          />
        )}
      />
      {leaving.status === 'blocked' && (
        <ConfirmDialog
          title={t('boards.unsaved')}
          isOpen
          onClose={leaving.reset}
          onConfirm={leaving.proceed}
          action={t('boards.discard')}
        >
          <p>{t('boards.unsavedHint')}</p>
        </ConfirmDialog>
      )}
      {open !== undefined && (
        <Suspense>
          <PanelForm
            panel={open}
            view={view}
            onClose={() => setOpen(undefined)}
            onPanel={(panel) => {
              edit({ kind: 'put', panel })
              setOpen(undefined)
            }}
          />
        </Suspense>
      )}
    </Page>
  )
}
