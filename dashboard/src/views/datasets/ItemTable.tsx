// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { DatasetItem } from '@vitrine/schemas/api'
import { Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { oneLine } from '../../model/preview.ts'
import { shortText, textDirection } from '../../parts/ItemPreview.tsx'
import { LinesPending } from '../../parts/list/LinesPending.tsx'
import { useMedia } from '../../parts/use-media.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Unknown } from '../../ui/Values.tsx'

const AHEAD_ROWS = 40
const HEIGHT = 'h-[calc(100dvh-12rem)]'
const TRACKS = 'grid-cols-[minmax(0,1fr)_minmax(0,1fr)_5rem_3rem]'

export interface ItemTableProps {
  readonly project: string
  readonly items: readonly DatasetItem[]
  readonly total: number
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly onMore: () => void
  readonly onOpen: (itemId: string) => void
  readonly onRemove: (item: DatasetItem) => void
}

export function ItemTable(props: ItemTableProps) {
  const { items, hasMore, isLoadingMore, onMore } = props
  const { t } = useTranslation()
  const scroller = useRef<HTMLElement>(null)
  const rowPx = useRowPx()
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 10,
  })
  const drawn = virtual.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= items.length - AHEAD_ROWS) onMore()
  }, [hasMore, isLoadingMore, last, items.length, onMore])
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('datasets.itemRegion')}
      className={`isolate min-h-64 overflow-auto rounded-card border border-line ${HEIGHT}`}
    >
      <div role="table" aria-label={t('datasets.items')} aria-rowcount={props.total + 1}>
        <div role="rowgroup" className="sticky top-0 z-10 bg-subtle">
          <div
            role="row"
            aria-rowindex={1}
            className={`grid h-8 items-center border-line border-b text-muted text-xs ${TRACKS}`}
          >
            {(['input', 'expected', 'source', 'actions'] as const).map((id) => (
              <div key={id} role="columnheader" className="px-2">
                <span className={id === 'actions' ? 'sr-only' : undefined}>{t(`datasets.${id}`)}</span>
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ blockSize: virtual.getTotalSize() }}>
          {drawn.map(({ index, start, size }) => {
            const item = items[index]
            if (item === undefined) return null
            return (
              <div
                key={item.id}
                role="row"
                aria-rowindex={index + 2}
                className={`absolute inset-x-0 grid items-center border-line border-b hover:bg-hover ${TRACKS}`}
                style={{ insetBlockStart: start, blockSize: size }}
              >
                <ItemCells item={item} {...props} />
              </div>
            )
          })}
        </div>
      </div>
    </section>
  )
}

/** The items before they are there, each line in the place of one. */
export function ItemsPending() {
  return <LinesPending rowPx={useRowPx()} hasHead heightClass={`min-h-64 ${HEIGHT}`} />
}

const useRowPx = () => (useMedia('(pointer: coarse)') ? 48 : 40)

function ItemCells({ item, project, onOpen, onRemove }: ItemTableProps & { readonly item: DatasetItem }) {
  const { t } = useTranslation()
  return (
    <>
      <div role="cell" className="min-w-0 px-2">
        <button
          type="button"
          onClick={() => onOpen(item.id)}
          className="block min-h-6 w-full truncate text-start text-link hover:underline"
        >
          <Glimpse value={item.input} />
        </button>
      </div>
      <div role="cell" className="min-w-0 truncate px-2">
        <Glimpse value={item.expected} />
      </div>
      <div role="cell" className="px-2">
        {item.source_trace_id === null ? (
          <Unknown />
        ) : (
          <SourceLink project={project} traceId={item.source_trace_id} spanId={item.source_span_id} />
        )}
      </div>
      <div role="cell" className="px-1">
        <IconButton changes icon={Trash2} label={t('datasets.removeItem')} onPress={() => onRemove(item)} />
      </div>
    </>
  )
}

export function SourceLink({ project, traceId, spanId }: { project: string; traceId: string; spanId: string | null }) {
  const { t } = useTranslation()
  return (
    <Link
      to="/p/$project/traces/$traceId"
      params={{ project, traceId }}
      search={spanId === null ? {} : { span: spanId }}
      className="text-link underline"
    >
      {t('datasets.openSource')}
    </Link>
  )
}

function Glimpse({ value }: { value: unknown }) {
  const text = shortText(value)
  if (text === undefined) return <Unknown />
  return (
    <span dir={textDirection(value, text)} className="block truncate">
      {oneLine(text, 200).text}
    </span>
  )
}
