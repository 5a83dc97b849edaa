import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type BoardBody, boardBody } from '@vitrine/schemas/api'
import { Plus, Upload } from 'lucide-react'
import { useId, useState } from 'react'
import { createBoard } from '../../api/board-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'

/** An empty board, or one from a file. Both open in the builder. */
export function NewBoard({ project }: { project: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [isImporting, setImporting] = useState(false)
  const create = useMutation({
    mutationFn: (body: BoardBody) => createBoard(project, body),
    onSuccess: (board) => {
      void client.invalidateQueries({ queryKey: [project, 'boards'] })
      void navigate({
        to: '/p/$project/dashboards/$board',
        params: { project, board: board.id },
        search: { edit: 'true' },
      })
    },
  })
  return (
    <span className="flex gap-2">
      <Button changes onPress={() => setImporting(true)}>
        <Icon icon={Upload} />
        {t('boards.import')}
      </Button>
      <Button
        look="primary"
        changes
        onPress={() => create.mutate({ name: t('boards.untitled'), definition: { version: 1, panels: [] } })}
      >
        <Icon icon={Plus} />
        {t('boards.create')}
      </Button>
      {create.isError && !isImporting && <ErrorState title={t('boards.changeFailed')} error={create.error} />}
      {isImporting && (
        <ImportDialog
          onClose={() => setImporting(false)}
          onBoard={(body) => create.mutate(body)}
          error={create.error}
        />
      )}
    </span>
  )
}

type ImportProps = { onClose: () => void; onBoard: (body: BoardBody) => void; error: unknown }

function ImportDialog({ onClose, onBoard, error }: ImportProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const id = useId()
  function submit(): void {
    const read = readBoard(text)
    setProblem(typeof read === 'string' ? read : undefined)
    if (typeof read !== 'string') onBoard(read)
  }
  return (
    <Dialog
      title={t('boards.import')}
      isOpen
      onClose={onClose}
      width="wide"
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isDisabled={text.trim() === ''} onPress={submit}>
            {t('boards.import')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2">
        <label htmlFor={id} className="text-xs text-muted">
          {t('boards.importHint')}
        </label>
        <textarea
          id={id}
          dir="ltr"
          rows={12}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="rounded-control border border-control bg-bg p-2 font-mono text-xs"
        />
        <input
          type="file"
          accept="application/json,.json"
          aria-label={t('boards.importFile')}
          onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
        />
        {problem !== undefined && (
          <p role="alert" className="text-error">
            {t('boards.importBad')} <bdi>{problem}</bdi>
          </p>
        )}
        {error !== null && error !== undefined && <ErrorState title={t('boards.changeFailed')} error={error} />}
      </div>
    </Dialog>
  )
}

/** The board, or what is wrong with the text. */
function readBoard(text: string): BoardBody | string {
  try {
    const parsed = boardBody.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}
