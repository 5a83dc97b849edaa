import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { BoardDefinition, Panel, SavedBoard } from '@vitrine/schemas/api'
import { useState } from 'react'
import { boardQuery, boardsQuery, createBoard, removeBoard, saveBoard } from '../../api/board-queries.ts'
import { withCopy } from '../../model/boards/copy.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Choice } from '../Choice.tsx'
import { UndoBar } from '../UndoBar.tsx'

type Props = {
  project: string
  /** With the title that it has on the screen. */
  panel: Panel
  /** What narrows the page that it stands on. */
  q: string
  onClose: () => void
}

const NEW = ''
type Target = { board: SavedBoard; before: BoardDefinition | undefined }

/** A panel onto one of the boards that people made, or onto a new one; then where it is, and a way back. */
export function AddToBoard({ project, panel, q, onClose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const boards = useQuery(boardsQuery(project))
  const [chosen, setChosen] = useState<string>()
  const [name, setName] = useState('')
  const boardId = chosen ?? boards.data?.boards[0]?.id ?? NEW
  const isNamed = boardId !== NEW || name.trim() !== ''
  const refresh = () => void client.invalidateQueries({ queryKey: [project, 'boards'] })
  const add = useMutation({
    mutationFn: async (): Promise<Target> => {
      if (boardId === NEW) {
        const definition = withCopy({ version: 1, panels: [] }, panel, q)
        return { board: await createBoard(project, { name: name.trim(), definition }), before: undefined }
      }
      const board = await client.fetchQuery({ ...boardQuery(project, boardId), staleTime: 0 })
      const definition = withCopy(board.definition, panel, q)
      return { board: await saveBoard(project, board.id, changeOf(board, definition)), before: board.definition }
    },
    onSuccess: refresh,
  })
  const undo = useMutation({
    mutationFn: async ({ board, before }: Target): Promise<void> => {
      await (before === undefined
        ? removeBoard(project, board.id)
        : saveBoard(project, board.id, changeOf(board, before)))
    },
    onSuccess: () => {
      refresh()
      onClose()
    },
  })
  const { title } = panel
  if (add.data !== undefined) {
    const { board } = add.data
    if (undo.error !== null) {
      return (
        <ErrorState title={t('boards.changeFailed')} error={undo.error} onRetry={() => undo.mutate({ ...add.data })} />
      )
    }
    return (
      <UndoBar
        text={
          <>
            <bdi>{t('boards.added', { title, board: board.name })}</bdi>{' '}
            <Link
              to="/p/$project/dashboards/$board"
              params={{ project, board: board.id }}
              search={{}}
              className="text-link underline"
            >
              {t('boards.openAdded')}
            </Link>
          </>
        }
        onUndo={() => undo.mutate(add.data)}
        onGone={onClose}
      />
    )
  }
  return (
    <Dialog
      title={t('boards.addOf', { title })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            isDisabled={!isNamed || boards.isPending}
            onPress={() => !add.isPending && add.mutate()}
          >
            {t('boards.addIt')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {boards.isPending ? (
          <Skeleton className="h-13" />
        ) : (
          <Choice
            label={t('boards.addTo')}
            value={boardId}
            onChange={setChosen}
            options={[
              ...(boards.data?.boards ?? []).map(({ id, name: text }) => ({ id, text })),
              { id: NEW, text: t('boards.addToNew') },
            ]}
          />
        )}
        {boardId === NEW && !boards.isPending && (
          <TextField label={t('boards.name')} value={name} onChange={setName} maxLength={200} />
        )}
        {q !== '' && (
          <p className="text-xs text-muted">
            {t('boards.addFilter')} <bdi>{q}</bdi>
          </p>
        )}
        {boards.isError && <ErrorState title={t('boards.listFailed')} error={boards.error} />}
        {add.isError && <ErrorState title={t('boards.changeFailed')} error={add.error} />}
      </div>
    </Dialog>
  )
}

function changeOf({ name, description, shared, revision }: SavedBoard, definition: BoardDefinition) {
  return { name, ...(description === null ? {} : { description }), shared, definition, revision }
}
