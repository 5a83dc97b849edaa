import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { useEffect, useMemo, useRef, useState } from 'react'
import { directionOf } from '../model/direction.ts'
import type { JsonNode } from '../model/json.ts'
import { type JsonRow, jsonPath, jsonRows, rowsLike, toggled } from '../model/json-rows.ts'
import { useTranslation } from '../ui/i18n.ts'
import { useFormat } from '../ui/use-format.ts'
import { useFoundWords } from './found-words.ts'

const ROW_PX = 22

/**
 * A JSON value as rows that open and close, drawn only while on view. The container always reads left to right, as
 * code does; each string value turns on its own.
 */
export function JsonTree({ node, label, openDepth = 2 }: { node: JsonNode; label: string; openDepth?: number }) {
  const { t } = useTranslation()
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set())
  const [whole, setWhole] = useState<ReadonlySet<string>>(new Set())
  const marks = useFoundWords()
  const [search, setSearch] = useState(() => firstWordIn(node, marks))
  const [at, setAt] = useState(0)
  const scroller = useRef<HTMLElement>(null)
  // A search looks into what is closed as well.
  const depth = search.trim() === '' ? openDepth : Number.POSITIVE_INFINITY
  const rows = useMemo(
    () => jsonRows(node, { openDepth: depth, toggled: depth === openDepth ? flipped : NOTHING, whole }),
    [node, openDepth, depth, flipped, whole],
  )
  const found = useMemo(() => rowsLike(rows, search), [rows, search])
  const [hasSearch] = useState(rows.length >= SEARCH_FROM || search !== '')
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    getItemKey: (index) => rows[index]?.path ?? index,
  })
  const first = found[0]
  const [isLed] = useState(search !== '')
  useEffect(() => {
    if (isLed && first !== undefined) virtual.scrollToIndex(first, { align: 'center' })
  }, [isLed, first, virtual])
  function step(by: 1 | -1): void {
    const next = (at + by + found.length) % Math.max(1, found.length)
    setAt(next)
    virtual.scrollToIndex(found[next] ?? 0, { align: 'center' })
  }
  function look(words: string): void {
    setSearch(words)
    setAt(-1)
  }
  return (
    <>
      {hasSearch && (
        <JsonSearch label={label} search={search} at={at} matches={found.length} onSearch={look} onStep={step} />
      )}
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
                className={clsx(
                  'group/json absolute inset-x-0 top-0 flex min-h-[22px] items-start gap-1',
                  found[at] === item.index && 'bg-selected',
                )}
                style={{ transform: `translateY(${item.start}px)`, paddingInlineStart: `${row.depth * 16 + 4}px` }}
              >
                <RowLine
                  row={row}
                  onToggle={() => setFlipped((set) => toggled(set, row.path))}
                  onWhole={() => setWhole((set) => toggled(set, row.path))}
                />
                {row.path !== '' && (
                  <button
                    type="button"
                    onClick={() => void navigator.clipboard.writeText(jsonPath(row))}
                    title={jsonPath(row)}
                    className="ms-auto min-h-[22px] shrink-0 rounded-control px-1 text-link opacity-0 focus-visible:opacity-100 group-hover/json:opacity-100 pointer-coarse:opacity-100"
                  >
                    {t('trace.json.copyPath')}
                  </button>
                )}
              </div>
            )
          })}
        </div>
      </section>
    </>
  )
}

const NOTHING: ReadonlySet<string> = new Set()

/** The word of a search as it stands in the value, wherever that is closed or cut; '': it does not. */
function firstWordIn(node: JsonNode, marks: RegExp | undefined): string {
  if (marks === undefined) return ''
  switch (node.kind) {
    case 'string':
      return [...node.text.matchAll(marks)][0]?.[0] ?? ''
    case 'object':
      return firstOf(node.entries, ([key, value]) => key.match(marks)?.[0] ?? firstWordIn(value, marks))
    case 'array':
      return firstOf(node.items, (item) => firstWordIn(item, marks))
    case 'number':
    case 'literal':
      return ''
  }
}

function firstOf<Item>(items: readonly Item[], wordIn: (item: Item) => string): string {
  for (const item of items) {
    const word = wordIn(item)
    if (word !== '') return word
  }
  return ''
}

/** Shorter values are searched by eye. */
const SEARCH_FROM = 20

interface JsonSearchProps {
  readonly label: string
  readonly search: string
  readonly at: number
  readonly matches: number
  readonly onSearch: (words: string) => void
  readonly onStep: (by: 1 | -1) => void
}

/** Stands in for the browser's own search, which sees only the rows that are drawn. */
function JsonSearch({ label, search, at, matches, onSearch, onStep }: JsonSearchProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="mb-1 flex items-center gap-2 text-xs">
      <input
        type="search"
        dir="auto"
        value={search}
        aria-label={t('trace.json.search', { name: label })}
        placeholder={t('trace.json.search', { name: label })}
        onChange={(event) => onSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          onStep(event.shiftKey ? -1 : 1)
        }}
        className="h-7 w-56 rounded-control border border-control bg-bg px-2 placeholder:text-faint pointer-coarse:h-11"
      />
      {search.trim() !== '' && (
        <span aria-live="polite" className="text-muted">
          {t('trace.nOfM', { n: format.number(Math.max(0, at + 1)), m: format.number(matches) })}
        </span>
      )}
    </div>
  )
}

function RowLine({ row, onToggle, onWhole }: { row: JsonRow; onToggle: () => void; onWhole: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (row.kind === 'object' || row.kind === 'array') {
    const brackets = row.kind === 'object' ? (['{', '}'] as const) : (['[', ']'] as const)
    const count = t(row.kind === 'object' ? 'trace.json.keys' : 'trace.json.items', {
      count: row.childCount,
      n: format.number(row.childCount),
    })
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
          {t('trace.json.more', { count: row.hidden, n: format.number(row.hidden) })}
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
