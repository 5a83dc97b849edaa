import clsx from 'clsx'
import { ArrowLeft } from 'lucide-react'
import { lazy, memo, Suspense, useDeferredValue, useMemo, useRef, useState } from 'react'
import { criticalPath, type Piece, selfTimes } from '../../model/critical-path.ts'
import { ancestorIds } from '../../model/tree.ts'
import { cyclePosition } from '../../model/tree-keys.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Splitter } from '../../ui/Splitter.tsx'
import { useMedia } from '../use-media.ts'
import { useNow } from '../use-now.ts'
import { useSteady } from '../use-steady.ts'
import { Minimap } from './Minimap.tsx'
import { ModeTabs } from './ModeTabs.tsx'
import { MODES, type Mode, readMode, SHARED_MODES } from './modes.ts'
import { PathLine } from './PathLine.tsx'
import { SpanGrid } from './SpanGrid.tsx'
import { SpanPanel } from './SpanPanel.tsx'
import { TreeToolbar } from './TreeToolbar.tsx'
import type { LoadedTrace } from './trace-queries.ts'
import type { FoundSpans } from './use-found-spans.ts'
import { type LaneView, useLane } from './use-lane.ts'
import { useSplit } from './use-split.ts'
import { useTree } from './use-tree.ts'

const Transcript = lazy(() => import('./Transcript.tsx').then((m) => ({ default: m.Transcript })))
const AgentGraphView = lazy(() => import('./AgentGraphView.tsx').then((m) => ({ default: m.AgentGraphView })))
const LogView = lazy(() => import('./LogView.tsx').then((m) => ({ default: m.LogView })))

type Step = 'next' | 'previous'

/** How long arrow keys may rest on a row before its content is asked for. */
const SETTLE_MS = 150
// They are drawn again only when what they show changes: a selected span is no news to them.
const Toolbar = memo(TreeToolbar)
const Strip = memo(Minimap)
const Path = memo(PathLine)
const Grid = memo(SpanGrid)
const Modes = memo(ModeTabs)

const NO_TIMES = new Float64Array()
const NO_PATH: ReadonlyMap<number, readonly Piece[]> = new Map()

export interface TraceWorkbenchProps {
  readonly project: string
  /** Token of a share link: the reader is a stranger, and sees what the link shows. */
  readonly share?: string
  readonly loaded: LoadedTrace
  /** Side by side, or one above the other where there is less room. */
  readonly layout?: 'side' | 'stack'
  readonly selectedId: string | undefined
  readonly mode: string | undefined
  readonly tab: string | undefined
  readonly view?: LaneView
  /** Spans that a search in the list found. */
  readonly found?: FoundSpans
  readonly onSelect: (spanId: string) => void
  readonly onMode: (mode: string | undefined) => void
  readonly onTab: (tab: string) => void
  readonly onView?: (change: LaneView) => void
}

/** The spans in one of five pictures, the selected one beside it; on a narrow screen one after the other. */
export function TraceWorkbench(props: TraceWorkbenchProps) {
  const { loaded, onSelect, layout = 'side' } = props
  const { t } = useTranslation()
  const { spans } = loaded
  const { trace } = loaded.header
  const state = useTree(spans, props.found?.ids)
  const modes = props.share === undefined ? MODES : SHARED_MODES
  const asked = readMode(props.mode)
  const pressed = modes.includes(asked) ? asked : 'waterfall'
  // The pressed tab and the selected row are drawn at once; the picture and the panel that they lead to, right after.
  const mode = useDeferredValue(pressed)
  const isNarrow = useMedia('(max-width: 899px)')
  const [isDetailOpen, setDetailOpen] = useState(false)
  const [isPathShown, setPathShown] = useState(false)
  const [split, setSplit] = useSplit()
  const isLive = trace.running && !loaded.isAbandoned
  const nowMs = useNow(isLive ? 1_000 : undefined)
  const nowNs = isLive ? nowMs * 1e6 - Number(BigInt(loaded.header.start)) : 0
  const rootId = spans[state.tree.nodes[0]?.index ?? -1]?.spanId ?? ''
  const selectedId =
    props.selectedId !== undefined && state.tree.positionOf.has(props.selectedId) ? props.selectedId : rootId
  const [focusedId, setFocusedId] = useState(props.selectedId ?? '')
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined)
  const selected = spans[state.tree.nodes[state.tree.positionOf.get(selectedId) ?? -1]?.index ?? -1]
  const shownSpan = useDeferredValue(selected)
  const shownTab = useDeferredValue(props.tab)
  const hasLane = mode === 'waterfall'
  const { isComplete } = loaded
  const lane = useLane({
    spans,
    tree: state.tree,
    nowNs,
    isWhole: isComplete && hasLane,
    view: props.view ?? {},
    onView: props.onView,
  })
  const pieces = useMemo(
    () => (isComplete && hasLane ? criticalPath(state.tree, spans, nowNs) : []),
    [isComplete, hasLane, state.tree, spans, nowNs],
  )
  const path = useMemo(() => (isPathShown ? byIndex(pieces) : NO_PATH), [isPathShown, pieces])
  const selfNs = useMemo(
    () => (isComplete && mode === 'tree' ? selfTimes(state.tree, spans, nowNs) : NO_TIMES),
    [isComplete, mode, state.tree, spans, nowNs],
  )

  const select = useSteady((spanId: string) => {
    clearTimeout(settle.current)
    setFocusedId(spanId)
    setDetailOpen(true)
    onSelect(spanId)
  })
  const focus = useSteady((spanId: string) => {
    setFocusedId(spanId)
    clearTimeout(settle.current)
    settle.current = setTimeout(() => onSelect(spanId), SETTLE_MS)
  })
  const openTab = useSteady(props.onTab)
  const standing = state.tree.positionOf.get(focusedId === '' ? selectedId : focusedId) ?? -1
  function visit(positions: readonly number[], step: Step): void {
    const position = cyclePosition(positions, standing, step)
    if (position === undefined) return
    state.collapse(ancestorIds(state.tree, spans, position), false)
    select(spans[state.tree.nodes[position]?.index ?? -1]?.spanId ?? '')
  }
  const visitMatch = useSteady((step: Step) => visit(state.matchPositions, step))
  const visitError = useSteady((step: Step) => visit(state.errorPositions, step))
  const collapseAll = useSteady(() => state.collapseBelow(2))
  const expandAll = useSteady(() => state.collapseBelow(undefined))
  const zoomBy = useSteady((factor: number | undefined) => lane.zoomBy(factor, selected?.startNs))
  const choose = useSteady((next: Mode) => props.onMode(next === 'waterfall' ? undefined : next))
  const isOneByOne = isNarrow
  const isTreeShown = !isOneByOne || !isDetailOpen
  const isDetailShown = !isOneByOne || isDetailOpen
  const isSide = layout === 'side' && !isOneByOne
  const shared = { spans, state, selectedId, onSelect: select }
  return (
    <div
      className={clsx(
        'isolate flex overflow-hidden rounded-card border border-line',
        'min-h-0 flex-1',
        layout === 'stack' && 'flex-col',
        isOneByOne && 'min-h-[32rem]',
      )}
    >
      {isTreeShown && (
        <div
          className={clsx('flex min-h-0 min-w-0 flex-col', layout === 'stack' && 'basis-[56%] border-line border-b')}
          style={isSide ? { inlineSize: split, flexShrink: 0 } : { flexGrow: 1 }}
        >
          <div className="border-line border-b px-2 py-1">
            <Modes mode={pressed} modes={modes} onMode={choose} />
          </div>
          <Toolbar
            search={state.search}
            matches={state.matches.size}
            matchAt={state.matchPositions.indexOf(standing) + 1}
            isOnlyMatches={state.isOnlyMatches}
            onOnlyMatches={state.setOnlyMatches}
            canZoom={hasLane}
            errors={state.errorPositions.length}
            onSearch={state.setSearch}
            onMatch={visitMatch}
            onError={visitError}
            onCollapseAll={collapseAll}
            onExpandAll={expandAll}
            onZoom={zoomBy}
            idleShare={lane.idleShare}
            isShort={lane.isShort}
            onShort={lane.onShort}
          />
          {hasLane && (
            <>
              {layout === 'side' && (
                <Path pieces={pieces} spans={spans} isShown={isPathShown} onShown={setPathShown} onSelect={select} />
              )}
              <Strip tree={state.tree} spans={spans} lane={lane} nowNs={nowNs} />
            </>
          )}
          {(mode === 'waterfall' || mode === 'tree') && (
            <Grid
              tree={state.tree}
              spans={spans}
              visible={state.visible}
              collapsed={state.collapsed}
              matches={state.matches}
              lane={lane}
              nowNs={nowNs}
              focusedId={focusedId === '' ? selectedId : focusedId}
              selectedId={selectedId}
              look={mode}
              path={path}
              selfNs={selfNs}
              onFocus={focus}
              onSelect={select}
              onCollapse={state.collapse}
            />
          )}
          <Suspense fallback={<Skeleton className="m-3 h-40" />}>
            {mode === 'transcript' && (
              <Transcript {...shared} project={props.project} traceId={trace.trace_id} isRunning={isLive} />
            )}
            {mode === 'graph' && <AgentGraphView {...shared} />}
            {mode === 'log' && <LogView {...shared} />}
          </Suspense>
        </div>
      )}
      {isSide && <Splitter label={t('trace.splitter')} value={split} min={320} max={1_200} onChange={setSplit} />}
      {isDetailShown && (
        <div className={clsx('flex min-h-0 min-w-0 flex-1 flex-col', layout === 'stack' && 'basis-[44%]')}>
          {isOneByOne && (
            <Button look="quiet" size="small" className="self-start" onPress={() => setDetailOpen(false)}>
              <Icon icon={ArrowLeft} flips />
              {t('trace.backToTree')}
            </Button>
          )}
          <SpanPanel
            project={props.project}
            traceId={trace.trace_id}
            share={props.share}
            found={props.found}
            span={shownSpan}
            tab={shownTab}
            onTab={openTab}
            onJump={select}
            spans={spans}
          />
        </div>
      )}
    </div>
  )
}

function byIndex(pieces: readonly Piece[]): ReadonlyMap<number, readonly Piece[]> {
  const map = new Map<number, Piece[]>()
  for (const piece of pieces) {
    const list = map.get(piece.index)
    if (list === undefined) map.set(piece.index, [piece])
    else list.push(piece)
  }
  return map
}
