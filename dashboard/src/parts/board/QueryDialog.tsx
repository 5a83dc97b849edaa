import { useQuery } from '@tanstack/react-query'
import type { PanelRequest } from '@vitrine/schemas/boards'
import { explainedQuery } from '../../api/board-queries.ts'
import { apiUrl } from '../../api/client.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormat } from '../../ui/use-format.ts'

type Props = { project: string; title: string; request: PanelRequest; onClose: () => void }

/** Where the numbers come from: the call that gives them to anybody, and the statements behind it. */
export function QueryDialog({ project, title, request, onClose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  // Lists say no statements.
  const canExplain = request.path !== '/spans'
  const explained = useQuery({ ...explainedQuery(project, request), enabled: canExplain })
  const url = new URL(apiUrl(request.path, { project, ...request.params }), globalThis.location.origin).href
  return (
    <Dialog title={t('boards.queryOf', { title })} isOpen onClose={onClose} width="wide">
      <div className="flex flex-col gap-3">
        <CodeBlock label={t('boards.apiCall')} text={`curl '${url}' -H "authorization: Bearer $VITRINE_KEY"`} />
        {canExplain && explained.isPending && <Skeleton className="h-40" />}
        {explained.isError && <ErrorState title={t('boards.queryFailed')} error={explained.error} />}
        {explained.data?.statements?.map(({ sql, params, elapsed_ms }, index) => (
          <CodeBlock
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
            key={index}
            label={t('boards.statement', { n: format.number(index + 1), took: format.durationMs(elapsed_ms) })}
            text={`${sql.trim()}\n\n-- ${JSON.stringify(params)}`}
          />
        ))}
      </div>
    </Dialog>
  )
}
