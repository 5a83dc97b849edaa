import { treeOf } from '../../model/tree.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import type { LoadedTrace } from './trace-queries.ts'

/** What a reader has to know before believing the picture: still running, incomplete, orphans, loops. */
export function TraceNotices({ trace, onRetry }: { trace: LoadedTrace; onRetry: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tree = treeOf(trace.spans)
  const counts = { n: format.number(trace.spans.length), total: format.number(trace.header.span_count) }
  const notices: string[] = []
  if (!trace.isComplete && trace.broken === undefined) notices.push(t('trace.notice.loading', counts))
  if (trace.header.trace.running) notices.push(t(`trace.notice.${trace.isAbandoned ? 'abandoned' : 'running'}`))
  if (tree.orphans > 0 && trace.isComplete) {
    notices.push(t('trace.notice.orphans', { count: tree.orphans, n: format.number(tree.orphans) }))
  }
  if (tree.inCycles > 0)
    notices.push(t('trace.notice.cycles', { count: tree.inCycles, n: format.number(tree.inCycles) }))
  if (trace.header.trace.rolled_up) notices.push(t('trace.notice.rolledUp'))
  const isShort = trace.isComplete && trace.spans.length !== trace.header.span_count
  if (isShort) notices.push(t('trace.notice.count', counts))
  if (notices.length === 0 && trace.broken === undefined) return null
  return (
    <div role="status" className="flex flex-col gap-1 rounded-card border border-line bg-subtle px-3 py-1.5 text-xs">
      {notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
      {trace.broken !== undefined && (
        <p className="flex flex-wrap items-center gap-2 text-error">
          {t('trace.notice.broken', counts)}
          <Button size="small" onPress={onRetry}>
            {t('common.retry')}
          </Button>
        </p>
      )}
    </div>
  )
}
