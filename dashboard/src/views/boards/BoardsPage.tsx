import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { BoardListAnswer } from '@vitrine/schemas/api'
import { STANDING_IDS } from '@vitrine/schemas/boards'
import { Trash2 } from 'lucide-react'
import { useCallback, useState } from 'react'
import { boardsQuery, removeBoard, restoreBoard } from '../../api/board-queries.ts'
import { UndoBar } from '../../parts/UndoBar.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { Count, Time } from '../../ui/Values.tsx'
import { NewBoard } from './NewBoard.tsx'

const route = getRouteApi('/p/$project/dashboards')
type Brief = BoardListAnswer['boards'][number]

/** The boards that every project has, and those that people made. */
export function BoardsPage() {
  const { t } = useTranslation()
  const { project } = route.useParams()
  const client = useQueryClient()
  const list = useQuery(boardsQuery(project))
  const [removed, setRemoved] = useState<Brief>()
  const refresh = () => void client.invalidateQueries({ queryKey: [project, 'boards'] })
  const remove = useMutation({
    mutationFn: (board: Brief) => removeBoard(project, board.id),
    onSuccess: (_, board) => {
      setRemoved(board)
      refresh()
    },
  })
  const restore = useMutation({
    mutationFn: (board: Brief) => restoreBoard(project, board.id),
    onSuccess: () => {
      setRemoved(undefined)
      refresh()
    },
  })
  const forget = useCallback(() => setRemoved(undefined), [])
  const failure = remove.error ?? restore.error
  return (
    <Page title={t('boards.title')} actions={<NewBoard project={project} />}>
      <ul className="grid gap-3 pb-6 sm:grid-cols-2 xl:grid-cols-3">
        {STANDING_IDS.map((id) => (
          <li key={id}>
            <Link
              to="/p/$project/dashboards/$board"
              params={{ project, board: id }}
              search={{}}
              className="flex h-full flex-col gap-1 rounded-card border border-line p-3 hover:bg-hover"
            >
              <span className="font-bold text-link">{t(`boards.standing.${id}.name`)}</span>
              <span className="text-sm text-muted">{t(`boards.standing.${id}.about`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <h2 className="pb-2 text-md">{t('boards.ofPeople')}</h2>
      {failure !== null && <ErrorState title={t('boards.changeFailed')} error={failure} />}
      {list.isError && (
        <ErrorState title={t('boards.listFailed')} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isPending && <TablePending columns={5} tallest="icon" />}
      {list.data?.boards.length === 0 && <p className="text-muted">{t('boards.none')}</p>}
      {list.data !== undefined && list.data.boards.length > 0 && (
        <Table caption={t('boards.ofPeople')}>
          <thead>
            <tr>
              <HeaderCell>{t('boards.name')}</HeaderCell>
              <HeaderCell>{t('boards.about')}</HeaderCell>
              <HeaderCell isNumber>{t('boards.panelCount')}</HeaderCell>
              <HeaderCell>{t('boards.changed')}</HeaderCell>
              <HeaderCell>
                <span className="sr-only">{t('boards.actions')}</span>
              </HeaderCell>
            </tr>
          </thead>
          <tbody>
            {list.data.boards.map((board) => (
              <Row key={board.id}>
                <RowHeader>
                  <Link
                    to="/p/$project/dashboards/$board"
                    params={{ project, board: board.id }}
                    search={{}}
                    className="font-bold text-link hover:underline"
                  >
                    <bdi>{board.name}</bdi>
                  </Link>{' '}
                  {!board.shared && <Badge>{t('boards.private')}</Badge>}
                </RowHeader>
                <Cell>
                  <bdi>{board.description}</bdi>
                </Cell>
                <Cell isNumber>
                  <Count value={board.panels} />
                </Cell>
                <Cell className="whitespace-nowrap">
                  <Time at={board.changed} />
                </Cell>
                <Cell className="text-end">
                  <IconButton
                    changes
                    icon={Trash2}
                    label={t('boards.removeNamed', { name: board.name })}
                    onPress={() => remove.mutate(board)}
                  />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      {removed !== undefined && (
        <UndoBar
          text={t('boards.removed', { name: removed.name })}
          onUndo={() => restore.mutate(removed)}
          onGone={forget}
        />
      )}
    </Page>
  )
}
