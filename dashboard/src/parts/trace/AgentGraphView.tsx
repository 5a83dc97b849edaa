import clsx from 'clsx'
import { useMemo } from 'react'
import { agentGraph, type GraphEdge, type GraphNode } from '../../model/agent-graph.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { useWidth } from '../../ui/charts/use-width.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { kindLook } from '../kind.tsx'
import type { TreeState } from './use-tree.ts'

const NODE = { width: 184, height: 56 }
const GAP = { x: 28, y: 56 }
const EDGE_PAD = 16

export interface AgentGraphViewProps {
  readonly spans: readonly SkeletonSpan[]
  readonly state: TreeState
  readonly selectedId: string
  readonly onSelect: (spanId: string) => void
}

/** Who called whom, and how often. A press on a node goes through its calls one after the other. */
export function AgentGraphView({ spans, state, selectedId, onSelect }: AgentGraphViewProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const graph = useMemo(() => agentGraph(state.tree, spans), [state.tree, spans])
  const [box, boxPx] = useWidth<HTMLElement>()
  const { places, width, height } = useMemo(() => placesOf(graph.nodes, boxPx), [graph, boxPx])
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <p className="border-line border-b px-3 py-1.5 text-muted text-xs">
        {t('trace.graph.legend')}
        {graph.leftOut > 0 && ` ${t('trace.graph.leftOut', { count: graph.leftOut, n: format.number(graph.leftOut) })}`}
      </p>
      <section
        ref={box}
        dir="ltr"
        aria-label={t('trace.mode.graph')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="relative min-h-0 flex-1 overflow-auto"
      >
        <div className="relative mx-auto" style={{ width, height }}>
          <svg width={width} height={height} aria-hidden="true" className="absolute inset-0 text-control">
            <defs>
              <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                <path d="M0 0L8 4L0 8z" fill="currentColor" />
              </marker>
            </defs>
            {graph.edges.map((edge) => (
              <Edge key={`${edge.from} ${edge.to} ${edge.isInferred}`} edge={edge} places={places} />
            ))}
          </svg>
          <ul>
            {graph.nodes.map((node) => {
              const place = places.get(node.id)
              if (place === undefined) return null
              const at = node.spanIds.indexOf(selectedId)
              const { icon: KindIcon, text } = kindLook(node.kind)
              return (
                <li key={node.id} className="absolute" style={{ insetInlineStart: place.x, top: place.y }}>
                  <button
                    type="button"
                    aria-pressed={at >= 0}
                    onClick={() => onSelect(node.spanIds[(at + 1) % node.spanIds.length] ?? '')}
                    style={{ width: NODE.width, height: NODE.height }}
                    className={clsx(
                      'flex flex-col justify-center rounded-card border bg-raised px-2 text-start text-xs hover:bg-hover',
                      at >= 0 ? 'border-2 border-accent' : node.errors > 0 ? 'border-error-mark' : 'border-control',
                    )}
                  >
                    <span className="flex items-center gap-1">
                      <KindIcon size={14} aria-hidden="true" className={`shrink-0 ${text}`} />
                      <bdi className="truncate font-bold" title={node.name}>
                        {node.name || t('trace.unnamed')}
                      </bdi>
                    </span>
                    <span className="truncate text-muted">
                      {t('trace.graph.calls', { count: node.spanIds.length, n: format.number(node.spanIds.length) })}
                      {at >= 0 && node.spanIds.length > 1 && ` (${format.number(at + 1)})`} ·{' '}
                      {format.durationNs(node.totalNs)}
                      {node.costUsd !== null && ` · ${format.money(String(node.costUsd))}`}
                      {node.errors > 0 && (
                        <span className="text-error">
                          {' · '}
                          {t('trace.graph.errors', { count: node.errors, n: format.number(node.errors) })}
                        </span>
                      )}
                    </span>
                  </button>
                </li>
              )
            })}
          </ul>
        </div>
      </section>
    </div>
  )
}

type Places = ReadonlyMap<string, { readonly x: number; readonly y: number }>

interface Picture {
  readonly places: Places
  readonly width: number
  readonly height: number
}

/** Layers from above to below, each centred; a layer that is wider than the view goes on in a further line. */
function placesOf(nodes: readonly GraphNode[], boxPx: number): Picture {
  const [stepX, stepY] = [NODE.width + GAP.x, NODE.height + GAP.y]
  const perLine = Math.max(2, Math.floor((boxPx - EDGE_PAD * 2) / stepX))
  const width = Math.max(boxPx - 1, perLine * stepX + EDGE_PAD * 2)
  const layers = groupByLayer(nodes)
  const places = new Map<string, Spot>()
  let line = 0
  for (const layer of layers) {
    for (let from = 0; from < layer.length; from += perLine) {
      const inLine = layer.slice(from, from + perLine)
      const left = (width - inLine.length * stepX + GAP.x) / 2
      inLine.forEach((node, at) => {
        places.set(node.id, { x: left + at * stepX, y: EDGE_PAD + line * stepY })
      })
      line += 1
    }
  }
  return { places, width, height: line * stepY + EDGE_PAD }
}

function groupByLayer(nodes: readonly GraphNode[]): readonly (readonly GraphNode[])[] {
  const layers: GraphNode[][] = []
  for (const node of nodes) {
    const layer = layers[node.layer] ?? []
    layer.push(node)
    layers[node.layer] = layer
  }
  return layers
}

function Edge({ edge, places }: { edge: GraphEdge; places: Places }) {
  const format = useFormat()
  const from = places.get(edge.from)
  const to = places.get(edge.to)
  if (from === undefined || to === undefined) return null
  const { path, label } = edge.from === edge.to ? loopOf(from) : curveOf(from, to)
  return (
    <g>
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth={edge.isInferred ? 1 : 1.5}
        strokeDasharray={edge.isInferred ? '4 4' : undefined}
        markerEnd="url(#arrow)"
      />
      {edge.count > 1 && (
        <text
          x={label.x}
          y={label.y}
          textAnchor="middle"
          className="fill-muted text-2xs"
          paintOrder="stroke"
          stroke="var(--bg)"
          strokeWidth={4}
        >
          ×{format.number(edge.count)}
        </text>
      )}
    </g>
  )
}

type Spot = { readonly x: number; readonly y: number }

/** A span that calls its like comes back to itself beside its node. */
function loopOf({ x, y }: Spot): { path: string; label: Spot } {
  const right = x + NODE.width
  return {
    path: `M${right} ${y + 16}C${right + 30} ${y + 6} ${right + 30} ${y + 50} ${right} ${y + 40}`,
    label: { x: right + 22, y: y + 32 },
  }
}

function curveOf(from: Spot, to: Spot): { path: string; label: Spot } {
  if (to.y > from.y) {
    const [x1, y1, x2, y2] = [from.x + NODE.width / 2, from.y + NODE.height, to.x + NODE.width / 2, to.y]
    const bend = (y2 - y1) / 2
    return { path: `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`, label: middle(x1, y1, x2, y2) }
  }
  if (to.y === from.y) {
    const isRight = to.x > from.x
    const y = from.y + (isRight ? 18 : 38)
    const [x1, x2] = isRight ? [from.x + NODE.width, to.x] : [from.x, to.x + NODE.width]
    const isNeighbour = Math.abs(x2 - x1) <= GAP.x + 1
    const arc = isRight ? from.y - 22 : from.y + NODE.height + 22
    if (isNeighbour) return { path: `M${x1} ${y}L${x2} ${y}`, label: { x: (x1 + x2) / 2, y: y - 4 } }
    const [a, b] = [from.x + NODE.width / 2, to.x + NODE.width / 2]
    const edgeY = isRight ? from.y : from.y + NODE.height
    return { path: `M${a} ${edgeY}C${a} ${arc} ${b} ${arc} ${b} ${edgeY}`, label: { x: (a + b) / 2, y: arc } }
  }
  const [x1, y1, x2, y2] = [from.x + NODE.width - 24, from.y, to.x + NODE.width - 24, to.y + NODE.height]
  return {
    path: `M${x1} ${y1}C${x1 + 40} ${y1 - 30} ${x2 + 40} ${y2 + 30} ${x2} ${y2}`,
    label: middle(x1 + 30, y1, x2 + 30, y2),
  }
}

function middle(x1: number, y1: number, x2: number, y2: number): Spot {
  return { x: (x1 + x2) / 2, y: (y1 + y2) / 2 }
}
