// Time across, a measure on a logarithmic scale up; how dark a cell is says how many lie in it. Cells are drawn on a
// canvas; over the one under the pointer lies a real link. A drag selects a box. Always left to right.
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { usePreferences } from '../preferences.ts'
import { useFormat } from '../use-format.ts'
import { SharedCrosshair, useSharedMoment } from './Crosshair.tsx'
import { formatTick, type ValueKind } from './value-format.ts'

export type HeatCell = { readonly column: number; readonly level: number; readonly n: number }
export type HeatBox = { readonly columns: readonly [number, number]; readonly levels: readonly [number, number] }

export type HeatmapProps = {
  title: string
  kind: ValueKind
  starts: readonly number[]
  ends: readonly number[]
  levels: readonly number[]
  cells: readonly HeatCell[]
  selected: HeatBox | undefined
  widthPx: number
  heightPx: number
  hrefOf: (cell: HeatCell) => string
  textOf: (cell: HeatCell) => string
  onFollow: (cell: HeatCell) => void
  onSelect: (box: HeatBox) => void
}

const LEFT = 72
const BOTTOM = 20
/** A time or a day, and what lies between two of them. */
const LABEL_PX = 48
const GAP_PX = 36

export function Heatmap(props: HeatmapProps) {
  const { starts, ends, levels, cells, widthPx, heightPx, kind, title, selected } = props
  const format = useFormat()
  const { theme } = usePreferences()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [drag, setDrag] = useState<{ from: Place; to: Place }>()
  const [hovered, setHovered] = useState<HeatCell>()
  const column = hovered?.column ?? -1
  const [start, end] = [starts[column], ends[column]]
  useSharedMoment(start === undefined || end === undefined ? undefined : (start + end) / 2)
  const cellPx = {
    width: (widthPx - LEFT) / Math.max(1, starts.length),
    height: (heightPx - BOTTOM) / Math.max(1, levels.length),
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what the colours resolve to
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, { cells, cellPx, widthPx, heightPx, rows: levels.length })
  }, [cells, cellPx.width, cellPx.height, widthPx, heightPx, levels.length, theme])

  const placeOf = (event: PointerEvent): Place => {
    const box = event.currentTarget.getBoundingClientRect()
    const column = Math.floor((event.clientX - box.left - LEFT) / cellPx.width)
    const level = levels.length - 1 - Math.floor((event.clientY - box.top) / cellPx.height)
    return { column: within(column, starts.length), level: within(level, levels.length) }
  }
  const cellAt = ({ column, level }: Place) => cells.find((cell) => cell.column === column && cell.level === level)
  const finish = () => {
    if (drag === undefined) return
    setDrag(undefined)
    const isBox = drag.from.column !== drag.to.column || drag.from.level !== drag.to.level
    const cell = cellAt(drag.from)
    if (isBox) props.onSelect(boxOf(drag.from, drag.to))
    else if (cell !== undefined) props.onFollow(cell)
  }
  const marked = drag === undefined ? selected : boxOf(drag.from, drag.to)
  const place = ({ columns, levels: [low, high] }: HeatBox) => ({
    left: LEFT + columns[0] * cellPx.width,
    top: (levels.length - 1 - high) * cellPx.height,
    width: (columns[1] - columns[0] + 1) * cellPx.width,
    height: (high - low + 1) * cellPx.height,
  })
  const long = (starts.at(-1) ?? 0) - (starts[0] ?? 0) > 2 * 86_400_000
  const every = Math.max(1, Math.ceil((LABEL_PX + GAP_PX) / cellPx.width))
  const everyLevel = Math.max(1, Math.ceil(levels.length / 7))
  return (
    <div
      dir="ltr"
      className="relative cursor-crosshair touch-none select-none"
      style={{ width: widthPx, height: heightPx }}
      onPointerDown={(event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey) return
        const at = placeOf(event)
        setDrag({ from: at, to: at })
      }}
      onPointerMove={(event) => {
        const at = placeOf(event)
        setHovered(cellAt(at))
        if (drag !== undefined) setDrag({ ...drag, to: at })
      }}
      onPointerUp={finish}
      onPointerLeave={() => {
        setDrag(undefined)
        setHovered(undefined)
      }}
    >
      {hovered === undefined && (
        <SharedCrosshair placeOf={(at) => columnPlace(starts, ends, at)} leftPx={LEFT} rightPx={0} />
      )}
      <canvas ref={canvas} role="img" aria-label={title} style={{ width: widthPx, height: heightPx }} />
      {levels.map((level, row) =>
        row % everyLevel === 0 ? (
          <span
            key={level}
            className="pointer-events-none absolute text-2xs text-muted tabular-nums"
            style={{
              top: (levels.length - 1 - row) * cellPx.height + cellPx.height / 2 - 7,
              width: LEFT - 6,
              textAlign: 'end',
            }}
          >
            {formatTick(format, kind, level)}
          </span>
        ) : null,
      )}
      {starts.map((start, column) =>
        column % every === 0 && (starts.length - column) * cellPx.width >= LABEL_PX ? (
          <span
            key={start}
            className="pointer-events-none absolute text-2xs whitespace-nowrap text-muted"
            style={{ left: LEFT + column * cellPx.width, top: heightPx - 16 }}
          >
            {long ? format.day(new Date(start)) : format.clock(new Date(start))}
          </span>
        ) : null,
      )}
      {marked !== undefined && (
        <span className="pointer-events-none absolute border-2 border-accent bg-accent/15" style={place(marked)} />
      )}
      {hovered !== undefined && drag === undefined && (
        <>
          <a
            href={props.hrefOf(hovered)}
            tabIndex={-1}
            draggable={false}
            onClick={(event) => {
              if (!event.ctrlKey && !event.metaKey && !event.shiftKey) event.preventDefault()
            }}
            className="absolute outline-2 outline-focus"
            style={place(boxOf(hovered, hovered))}
          >
            <span className="sr-only">{props.textOf(hovered)}</span>
          </a>
          <span
            className="pointer-events-none absolute z-10 rounded-card border border-line bg-raised p-1.5 text-xs whitespace-nowrap shadow-float"
            style={{
              top: Math.max(0, (levels.length - 1 - hovered.level) * cellPx.height - 34),
              left: Math.min(LEFT + hovered.column * cellPx.width + 12, Math.max(0, widthPx - 260)),
            }}
          >
            <bdi>{props.textOf(hovered)}</bdi>
          </span>
        </>
      )}
    </div>
  )
}

type Place = { readonly column: number; readonly level: number }

/** The middle of the column that holds a moment: columns are equally wide, whatever their buckets are. */
function columnPlace(starts: readonly number[], ends: readonly number[], at: number): number | undefined {
  const column = starts.findIndex((start, index) => at >= start && at < (ends[index] ?? start))
  return column < 0 ? undefined : (column + 0.5) / starts.length
}

const within = (index: number, count: number) => Math.max(0, Math.min(count - 1, index))

function boxOf(a: Place, b: Place): HeatBox {
  return {
    columns: [Math.min(a.column, b.column), Math.max(a.column, b.column)],
    levels: [Math.min(a.level, b.level), Math.max(a.level, b.level)],
  }
}

type Painting = {
  cells: readonly HeatCell[]
  cellPx: { width: number; height: number }
  widthPx: number
  heightPx: number
  rows: number
}

/** One hue, five steps by the logarithm of the count: a cell of one is seen beside a cell of ten thousand. */
function paint(canvas: HTMLCanvasElement, { cells, cellPx, widthPx, heightPx, rows }: Painting): void {
  const scale = globalThis.devicePixelRatio || 1
  canvas.width = Math.round(widthPx * scale)
  canvas.height = Math.round(heightPx * scale)
  const context = canvas.getContext('2d')
  if (context === null) return
  context.scale(scale, scale)
  context.clearRect(0, 0, widthPx, heightPx)
  const most = Math.max(1, ...cells.map(({ n }) => n))
  context.fillStyle = getComputedStyle(canvas).getPropertyValue('--kind-llm').trim()
  for (const { column, level, n } of cells) {
    context.globalAlpha = most === 1 ? 0.7 : 0.2 + 0.8 * (Math.log(n) / Math.log(most))
    context.fillRect(
      LEFT + column * cellPx.width + 0.5,
      (rows - 1 - level) * cellPx.height + 0.5,
      Math.max(1, cellPx.width - 1),
      Math.max(1, cellPx.height - 1),
    )
  }
}
