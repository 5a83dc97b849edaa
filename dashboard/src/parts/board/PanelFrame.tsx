import { Link } from '@tanstack/react-router'
import type { Panel } from '@vitrine/schemas/api'
import type { PanelRequest } from '@vitrine/schemas/boards'
import { ChartColumn, EllipsisVertical, Table2 } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { csvOf } from '../../model/boards/sheet.ts'
import { pictureOfChart, pictureOfTable } from '../../ui/charts/picture.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Menu, type MenuEntry } from '../../ui/Menu.tsx'
import { useMayChange } from '../../ui/may-change.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { staleness } from '../../ui/staleness.ts'
import { useFormat } from '../../ui/use-format.ts'
import type { BoardView } from './board-view.ts'
import { bodyPx } from './body-height.ts'
import { SheetTable, type SheetView } from './SheetTable.tsx'

const AddToBoard = lazy(() => import('./AddToBoard.tsx').then((module) => ({ default: module.AddToBoard })))
const QueryDialog = lazy(() => import('./QueryDialog.tsx').then((module) => ({ default: module.QueryDialog })))

export type PanelProps = {
  panel: Panel
  title: string
  view: BoardView
  /** Off the screen nothing is asked for. */
  isSeen: boolean
  /** It has the screen to itself. */
  isLarge?: boolean
  onLarge?: () => void
  /** Further entries of the panel's menu, and what they do. */
  actions?: { entries: readonly MenuEntry[]; onAction: (id: string) => void } | undefined
}

type FrameProps = PanelProps & {
  request: PanelRequest
  error: unknown
  isPending: boolean
  isStale: boolean
  isEmpty: boolean
  onRetry: () => void
  /** Calls that have no price: the sum beside is not the whole. */
  unpriced: number
  headline: readonly (string | undefined)[]
  legend: readonly { readonly label: string; readonly colour: string }[]
  sheet: SheetView
  /** Further choices about how it is drawn. */
  tools?: ReactNode
  /** The panel is a table already. */
  isTable?: boolean
  children: ReactNode
}

/** A panel in its frame: title, what it says in words, its menu, and its own loading, empty and failed states. */
export function PanelFrame(props: FrameProps) {
  const { panel, title, view, error, isPending, isEmpty, sheet, isTable = false, children } = props
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  const [isExplained, setExplained] = useState(false)
  const [isAdding, setAdding] = useState(false)
  const [failed, setFailed] = useState(false)
  const mayChange = useMayChange()
  const body = useRef<HTMLDivElement>(null)
  const headline = props.headline.filter((part) => part !== undefined && part !== '').join(' · ')

  async function savePicture(): Promise<void> {
    const drawing = body.current?.querySelector<SVGSVGElement | HTMLCanvasElement>('svg.recharts-surface, canvas')
    const picture = { title, subtitle: headline, legend: props.legend }
    const rows = sheet.rows.map(({ cells }) => cells.map(({ text }) => text))
    const blob =
      drawing === null || drawing === undefined
        ? await pictureOfTable(sheet.head, rows, picture)
        : await pictureOfChart(drawing, picture)
    saveFile(blob, `${fileName(title)}.png`)
  }
  const onAction = (id: string) => {
    if (id === 'query') return setExplained(true)
    if (id === 'add') return setAdding(true)
    if (id === 'large') return props.onLarge?.()
    if (id === 'csv') {
      const rows = sheet.rows.map(({ cells }) => cells.map(({ raw }) => raw))
      return saveFile(new Blob([csvOf({ columns: sheet.head, rows })], { type: 'text/csv' }), `${fileName(title)}.csv`)
    }
    if (id === 'png')
      return void savePicture().then(
        () => setFailed(false),
        () => setFailed(true),
      )
    props.actions?.onAction(id)
  }
  const canExport = !isPending && error === null
  return (
    <figure
      aria-label={title}
      aria-busy={isPending || props.isStale}
      className="flex h-full min-w-0 flex-col rounded-card border border-line p-3"
    >
      <figcaption className="flex items-start justify-between gap-2 pb-2">
        <div className="min-w-0">
          <h2 className="text-md">
            <bdi>{title}</bdi>
          </h2>
          <p className="min-h-[1lh] text-xs text-muted">
            <bdi>{headline}</bdi>
            {props.unpriced > 0 && (
              <>
                {headline !== '' && ' · '}
                <Unpriced project={view.project} count={props.unpriced} />
              </>
            )}
          </p>
          {panel.note !== undefined && <p className="text-xs text-muted">{panel.note}</p>}
          {failed && <p className="text-xs text-error">{t('boards.pictureFailed')}</p>}
        </div>
        <div className="flex shrink-0 items-center">
          {!asTable && canExport && props.tools}
          {!isTable && canExport && (
            <IconButton
              icon={asTable ? ChartColumn : Table2}
              label={asTable ? t('charts.asChart', { title }) : t('charts.asTable', { title })}
              onPress={() => setAsTable(!asTable)}
            />
          )}
          <Menu
            label={t('boards.menuOf', { title })}
            trigger={<IconButton icon={EllipsisVertical} label={t('boards.menuOf', { title })} />}
            entries={[
              ...(props.onLarge === undefined ? [] : [{ id: 'large', text: t('boards.enlarge') }]),
              { id: 'query', text: t('boards.showQuery') },
              ...(mayChange ? [{ id: 'add', text: t('boards.add') }] : []),
              { id: 'csv', text: t('boards.csv'), isDisabled: !canExport },
              { id: 'png', text: t('boards.png'), isDisabled: !canExport || asTable },
              ...(props.actions?.entries ?? []),
            ]}
            onAction={onAction}
          />
        </div>
      </figcaption>
      <div
        ref={body}
        className="flex grow flex-col"
        {...staleness(props.isStale)}
        style={{ minBlockSize: bodyPx(panel, props.isLarge) }}
      >
        {error !== null && error !== undefined ? (
          <ErrorState title={t('charts.failed', { title })} error={error} onRetry={props.onRetry} />
        ) : isPending ? (
          <Skeleton className="grow" />
        ) : isEmpty ? (
          <p className="grid min-h-20 grow place-items-center px-4 py-6 text-center text-muted">
            {t('boards.nothing')}
          </p>
        ) : asTable && !isTable ? (
          <SheetTable title={title} project={view.project} sheet={sheet} />
        ) : (
          children
        )}
      </div>
      {isAdding && (
        <Suspense>
          <AddToBoard project={view.project} panel={{ ...panel, title }} q={view.q} onClose={() => setAdding(false)} />
        </Suspense>
      )}
      {isExplained && (
        <Suspense>
          <QueryDialog
            project={view.project}
            title={title}
            request={props.request}
            onClose={() => setExplained(false)}
          />
        </Suspense>
      )}
    </figure>
  )
}

const fileName = (title: string) => title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'panel'

/** A sum that is not complete is one click away from what it lacks. */
function Unpriced({ project, count }: { project: string; count: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Link
      to="/p/$project/settings"
      params={{ project }}
      search={{ section: 'prices' }}
      className="text-warning underline"
    >
      {t('boards.unpriced', { count, n: format.number(count) })}
    </Link>
  )
}
