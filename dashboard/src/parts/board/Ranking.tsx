import { dressAll } from '../../model/entity-colour.ts'
import { colourOf } from '../../ui/charts/palette.ts'
import { useFormat } from '../../ui/use-format.ts'
import { ListLink } from './ListLink.tsx'
import type { SheetView } from './SheetTable.tsx'

type RankingProps = {
  project: string
  /** What the bars are of: its things wear the same colours everywhere. */
  by: readonly string[]
  sheet: SheetView
  shares: readonly { readonly share: number | null; readonly part: number | null }[]
}

/** Each bar wears the colour of its thing and is as long as its share of the largest. */
export function Ranking({ project, by, sheet, shares }: RankingProps) {
  const format = useFormat()
  const dresses = dressAll(
    by.join(' '),
    sheet.rows.map(({ cells: [first] }) => String(first?.raw ?? '')),
  )
  const partText = (part: number | null | undefined) =>
    part === null || part === undefined ? null : <span className="text-muted"> · {format.percent(part)}</span>
  return (
    <ol className="flex flex-col gap-1.5">
      {sheet.rows.map(({ id, cells: [first, value] }, index) => (
        <li key={id}>
          <div className="flex items-baseline justify-between gap-2 text-sm">
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
            </span>
          </div>
          <div className="h-1.5 rounded-pill bg-subtle" aria-hidden="true">
            <div
              className="h-full rounded-pill"
              style={{
                width: `${Math.max(0.5, (shares[index]?.share ?? 0) * 100)}%`,
                background: colourOf(dresses.get(String(first?.raw ?? '')) ?? 'neutral'),
              }}
            />
          </div>
        </li>
      ))}
    </ol>
  )
}
