import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { directionOf } from '../model/direction.ts'
import type { JsonNode } from '../model/json.ts'
import { type JsonRow, jsonRows, toggled } from '../model/json-rows.ts'

const ROW_PX = 22

/**
 * A JSON value as rows that open and close, drawn only while on view. The container always reads left to right, as
 * code does; each string value turns on its own.
 */
export function JsonTree({ node, label, openDepth = 2 }: { node: JsonNode; label: string; openDepth?: number }) {
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set())
  const [whole, setWhole] = useState<ReadonlySet<string>>(new Set())
  const scroller = useRef<HTMLElement>(null)
  const rows = useMemo(() => jsonRows(node, { openDepth, toggled: flipped, whole }), [node, openDepth, flipped, whole])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    getItemKey: (index) => rows[index]?.path ?? index,
  })
  return (
    <section
      ref={scroller}
      dir="ltr"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      className="max-h-[60vh] overflow-auto font-mono text-xs"
    >
      <div className="relative w-full" style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0 flex min-h-[22px] items-start gap-1"
              style={{ transform: `translateY(${item.start}px)`, paddingInlineStart: `${row.depth * 16 + 4}px` }}
            >
              <RowLine
                row={row}
                onToggle={() => setFlipped((set) => toggled(set, row.path))}
                onWhole={() => setWhole((set) => toggled(set, row.path))}
              />
            </div>
          )
        })}
      </div>
    </section>
  )
}

function RowLine({ row, onToggle, onWhole }: { row: JsonRow; onToggle: () => void; onWhole: () => void }) {
  const { t } = useTranslation()
  if (row.kind === 'object' || row.kind === 'array') {
    const brackets = row.kind === 'object' ? (['{', '}'] as const) : (['[', ']'] as const)
    const count = t(row.kind === 'object' ? 'trace.json.keys' : 'trace.json.items', { count: row.childCount })
    if (row.childCount === 0) {
      return (
        <span className="ps-5 whitespace-pre">
          <Key row={row} />
          {brackets.join('')}
        </span>
      )
    }
    return (
      <button
        type="button"
        aria-expanded={row.isExpanded}
        onClick={onToggle}
        className="min-h-[22px] whitespace-pre text-start hover:bg-hover"
      >
        <span aria-hidden="true" className="inline-block w-4 text-muted">
          {row.isExpanded ? '▾' : '▸'}
        </span>
        <Key row={row} />
        <span className="text-muted">
          {brackets[0]} <bdi>{count}</bdi> {brackets[1]}
        </span>
      </button>
    )
  }
  return (
    <span className="ps-5 break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
      <Key row={row} />
      <Scalar row={row} />
      {row.hidden > 0 && (
        <button type="button" onClick={onWhole} className="ms-2 rounded-control px-1 text-link underline">
          {t('trace.json.more', { count: row.hidden })}
        </button>
      )}
    </span>
  )
}

function Key({ row }: { row: JsonRow }) {
  if (row.key === undefined) return null
  return (
    <>
      <bdi className="text-kind-agent-text">{row.key}</bdi>
      <span className="text-muted">: </span>
    </>
  )
}

function Scalar({ row }: { row: JsonRow }) {
  if (row.kind === 'string') {
    return (
      <span className="text-success">
        "<bdi dir={directionOf(row.text)}>{row.text}</bdi>
        {row.hidden > 0 ? '…' : '"'}
      </span>
    )
  }
  return <span className={row.kind === 'number' ? 'text-kind-llm-text' : 'text-kind-tool-text'}>{row.text}</span>
}
