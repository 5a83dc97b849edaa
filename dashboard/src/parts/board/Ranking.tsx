import clsx from 'clsx'
import { dressAll } from '../../model/entity-colour.ts'
import { colourOf } from '../../ui/charts/palette.ts'
import { useFormat } from '../../ui/use-format.ts'
import { ListLink } from './ListLink.tsx'
import type { SheetCellView, SheetView } from './SheetTable.tsx'

type RankingProps = {
  project: string
  /** What the bars are of: its things wear the same colours everywhere. */
  by: readonly string[]
  sheet: SheetView
  shares: readonly RankingShare[]
}
interface RankingShare {
  readonly share: number | null
  readonly part: number | null
  /** What it is held against. */
  readonly held?: { readonly text: string; readonly target: SheetCellView['target']; readonly part: number } | undefined
}

/** Each bar wears the colour of its thing and is as long as its share of the largest. */
export function Ranking({ project, by, sheet, shares }: RankingProps) {
  const format = useFormat()
  const dresses = dressAll(
    by.join(' '),
    sheet.rows.map(({ cells: [first] }) => String(first?.raw ?? '')),
  )
  const inkOf = (cell: SheetCellView | undefined) => colourOf(dresses.get(String(cell?.raw ?? '')) ?? 'neutral')
  const partText = (part: number | null | undefined) =>
    part === null || part === undefined ? null : <span className="text-muted"> · {format.percent(part)}</span>
  return (
    <ol className="flex flex-col gap-1.5">
      {sheet.rows.map(({ id, cells: [first, value] }, index) => (
        <li key={id}>
          <div className="flex flex-wrap items-baseline justify-between gap-x-2 text-sm">
            <span className="min-w-0 truncate">
              <ListLink project={project} target={first?.target}>
                <bdi>{first?.text}</bdi>
              </ListLink>
            </span>
            <span className="whitespace-nowrap tabular-nums">
              <ListLink project={project} target={value?.target}>
                {value?.text}
              </ListLink>
              {partText(shares[index]?.part)}
              <HeldText project={project} held={shares[index]?.held} />
            </span>
          </div>
          <Bar share={shares[index]?.share ?? 0} ink={inkOf(first)} />
          {shares[index]?.held !== undefined && <Bar share={shares[index].held.part} ink={inkOf(first)} isHeld />}
        </li>
      ))}
    </ol>
  )
}

function Bar({ share, ink, isHeld = false }: { share: number; ink: string; isHeld?: boolean }) {
  return (
    <div className={clsx('h-1.5 rounded-pill bg-subtle', isHeld && 'mt-0.5')} aria-hidden="true">
      <div
        className={clsx('h-full rounded-pill', isHeld && 'border')}
        style={{
          width: `${Math.max(0.5, share * 100)}%`,
          ...(isHeld ? { borderColor: ink } : { background: ink }),
        }}
      />
    </div>
  )
}

/** How many of what it is held against; its bar stands below, hollow. */
function HeldText({ project, held }: { project: string; held: RankingShare['held'] }) {
  const format = useFormat()
  if (held === undefined) return null
  return (
    <span className="ps-3 text-muted text-xs">
      <ListLink project={project} target={held.target}>
        <bdi>{held.text}</bdi>
      </ListLink>
      {' · '}
      {format.percent(held.part)}
    </span>
  )
}
