import { ArrowLeft } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ancestorIds } from '../../model/tree.ts'
import { cyclePosition } from '../../model/tree-keys.ts'
import { fullWindow, type TimeWindow, zoom } from '../../model/waterfall.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Splitter } from '../../ui/Splitter.tsx'
import { useMedia } from '../use-media.ts'
import { useNow } from '../use-now.ts'
import { SpanGrid } from './SpanGrid.tsx'
import { SpanPanel } from './SpanPanel.tsx'
import { TreeToolbar } from './TreeToolbar.tsx'
import type { LoadedTrace } from './trace-queries.ts'
import { useTree } from './use-tree.ts'

/** How long arrow keys may rest on a row before its content is asked for. */
const SETTLE_MS = 150
const SPLIT_KEY = 'vitrine.trace.split'

export interface TraceWorkbenchProps {
  readonly project: string
  readonly loaded: LoadedTrace
  readonly selectedId: string | undefined
  readonly tab: string | undefined
  readonly onSelect: (spanId: string) => void
  readonly onTab: (tab: string) => void
}

/** The tree at the reading side, the selected span beside it; on a narrow screen one after the other. */
export function TraceWorkbench(props: TraceWorkbenchProps) {
  const { loaded, onSelect } = props
  const { t } = useTranslation()
  const { spans } = loaded
  const state = useTree(spans)
  const isNarrow = useMedia('(max-width: 899px)')
  const [isDetailOpen, setDetailOpen] = useState(false)
  const [split, setSplit] = useSplit()
  const nowMs = useNow(loaded.header.trace.running ? 1_000 : undefined)
  const nowNs = loaded.header.trace.running ? nowMs * 1e6 - Number(BigInt(loaded.header.start)) : 0
  const full = useMemo(() => fullWindow(spans, nowNs), [spans, nowNs])
  const [zoomed, setZoomed] = useState<TimeWindow | undefined>()
  const rootId = spans[state.tree.nodes[0]?.index ?? -1]?.spanId ?? ''
  const selectedId =
    props.selectedId !== undefined && state.tree.positionOf.has(props.selectedId) ? props.selectedId : rootId
  const [focusedId, setFocusedId] = useState(props.selectedId ?? '')
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined)
  const selected = spans[state.tree.nodes[state.tree.positionOf.get(selectedId) ?? -1]?.index ?? -1]

  const select = useCallback(
    (spanId: string) => {
      clearTimeout(settle.current)
      setFocusedId(spanId)
      setDetailOpen(true)
      onSelect(spanId)
    },
    [onSelect],
  )
  const focus = useCallback(
    (spanId: string) => {
      setFocusedId(spanId)
      clearTimeout(settle.current)
      settle.current = setTimeout(() => onSelect(spanId), SETTLE_MS)
    },
    [onSelect],
  )
  function visit(positions: readonly number[], step: 'next' | 'previous'): void {
    const from = state.tree.positionOf.get(focusedId === '' ? selectedId : focusedId) ?? -1
    const position = cyclePosition(positions, from, step)
    if (position === undefined) return
    state.collapse(ancestorIds(state.tree, spans, position), false)
    select(spans[state.tree.nodes[position]?.index ?? -1]?.spanId ?? '')
  }
  function zoomBy(factor: number | undefined): void {
    const window = zoomed ?? full
    if (factor === undefined) setZoomed(undefined)
    else setZoomed(zoom(window, full, { factor, aroundNs: selected?.startNs ?? window.fromNs }))
  }
  const isTreeShown = !isNarrow || !isDetailOpen
  const isDetailShown = !isNarrow || isDetailOpen
  return (
    <div className="isolate flex h-[calc(100dvh-13.5rem)] min-h-96 overflow-hidden rounded-card border border-line">
      {isTreeShown && (
        <div
          className="flex min-w-0 flex-col"
          style={{ inlineSize: isNarrow ? '100%' : split, flexShrink: isNarrow ? 1 : 0 }}
        >
          <TreeToolbar
            search={state.search}
            matches={state.matches.size}
            errors={state.errorPositions.length}
            onSearch={state.setSearch}
            onMatch={(step) => visit(state.matchPositions, step)}
            onError={(step) => visit(state.errorPositions, step)}
            onCollapseAll={() => state.collapseBelow(2)}
            onExpandAll={() => state.collapseBelow(undefined)}
            onZoom={zoomBy}
          />
          <SpanGrid
            tree={state.tree}
            spans={spans}
            visible={state.visible}
            collapsed={state.collapsed}
            matches={state.matches}
            window={zoomed ?? full}
            full={full}
            onWindow={(next) => setZoomed(next === full ? undefined : next)}
            nowNs={nowNs}
            focusedId={focusedId === '' ? selectedId : focusedId}
            selectedId={selectedId}
            onFocus={focus}
            onSelect={select}
            onCollapse={state.collapse}
          />
        </div>
      )}
      {!isNarrow && <Splitter label={t('trace.splitter')} value={split} min={320} max={1_200} onChange={setSplit} />}
      {isDetailShown && (
        <div className="flex min-w-0 flex-1 flex-col">
          {isNarrow && (
            <Button look="quiet" size="small" className="self-start" onPress={() => setDetailOpen(false)}>
              <Icon icon={ArrowLeft} flips />
              {t('trace.backToTree')}
            </Button>
          )}
          <SpanPanel
            project={props.project}
            traceId={loaded.header.trace.trace_id}
            span={selected}
            tab={props.tab}
            onTab={props.onTab}
            onJump={select}
            spans={spans}
          />
        </div>
      )}
    </div>
  )
}

function useSplit(): [number, (value: number) => void] {
  const [split, setSplit] = useState(() => Number(localStorage.getItem(SPLIT_KEY)) || Math.round(innerWidth * 0.45))
  return [
    split,
    (value) => {
      setSplit(value)
      localStorage.setItem(SPLIT_KEY, String(value))
    },
  ]
}
