import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { type ListQuestion, rowPages } from './traces-queries.ts'

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly rows: number }
  | { readonly kind: 'failed' }

/** Every row that matches, not only those that are loaded, as lines of JSON with every digit as the server said it. */
export function ExportButton({ question, sort }: { question: ListQuestion; sort: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [state, setState] = useState<State>({ kind: 'idle' })
  const stop = useRef<AbortController>(undefined)
  async function run(): Promise<void> {
    const controller = new AbortController()
    stop.current = controller
    const lines: string[] = []
    try {
      setState({ kind: 'running', rows: 0 })
      for await (const rows of rowPages(question, sort, controller.signal)) {
        lines.push(...rows.map((row) => `${JSON.stringify(row)}\n`))
        setState({ kind: 'running', rows: lines.length })
      }
      save(new Blob(lines, { type: 'application/x-ndjson' }), `${question.scope}.jsonl`)
      setState({ kind: 'idle' })
    } catch {
      setState(controller.signal.aborted ? { kind: 'idle' } : { kind: 'failed' })
    }
  }
  if (state.kind === 'running') {
    return (
      <Button size="small" onPress={() => stop.current?.abort()}>
        <Icon icon={Download} />
        {t('list.exporting', { n: format.number(state.rows) })}
      </Button>
    )
  }
  return (
    <Button size="small" look="quiet" onPress={() => void run()}>
      <Icon icon={Download} />
      {t(state.kind === 'failed' ? 'list.exportFailed' : 'list.export')}
    </Button>
  )
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
