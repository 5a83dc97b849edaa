import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { FILE_KINDS, type FileKind, fileOf } from '../../model/list-files.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Menu } from '../../ui/Menu.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { useFormat } from '../../ui/use-format.ts'
import { type ListQuestion, rowPages } from './traces-queries.ts'

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly rows: number }
  | { readonly kind: 'failed' }

/** Every row that matches, not only those that are loaded, with every digit as the server said it. */
export function ExportButton({ question, sort }: { question: ListQuestion; sort: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [state, setState] = useState<State>({ kind: 'idle' })
  const stop = useRef<AbortController>(undefined)
  async function run(file: FileKind): Promise<void> {
    const controller = new AbortController()
    stop.current = controller
    const all: object[] = []
    try {
      setState({ kind: 'running', rows: 0 })
      for await (const rows of rowPages(question, sort, controller.signal)) {
        all.push(...rows)
        setState({ kind: 'running', rows: all.length })
      }
      saveFile(await fileOf(file, all), `${question.scope}.${file}`)
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
    <Menu
      label={t('list.export')}
      trigger={
        <Button size="small" look="quiet">
          <Icon icon={Download} />
          {t(state.kind === 'failed' ? 'list.exportFailed' : 'list.export')}
        </Button>
      }
      entries={FILE_KINDS.map((id) => ({ id, text: t(`list.exportAs.${id}`) }))}
      onAction={(id) => {
        const file = FILE_KINDS.find((kind) => kind === id)
        if (file !== undefined) void run(file)
      }}
    />
  )
}
