import { Skeleton } from './Skeleton.tsx'
import { Cell, HeaderCell, Row } from './Table.tsx'

/** What makes a row as tall as it is: its text alone, or what is pressed at its end. */
type Tallest = 'text' | 'button' | 'icon'

const TALL: Record<Tallest, string> = {
  text: 'h-5',
  button: 'h-7 pointer-coarse:h-11',
  icon: 'h-8 pointer-coarse:h-11',
}

export interface TablePendingProps {
  readonly columns: number
  readonly tallest?: Tallest
  readonly rows?: number
}

/** A table before its rows are there: its head, and lines in the places of the first rows to come. */
export function TablePending({ columns, tallest = 'text', rows = 4 }: TablePendingProps) {
  const tracks = Array.from({ length: columns }, (_, at) => at)
  return (
    <div aria-hidden="true" data-pending="">
      <table className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr>
            {tracks.map((at) => (
              <HeaderCell key={at}>&nbsp;</HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
            <Row key={row}>
              {tracks.map((at) => (
                <Cell key={at}>
                  <div className={`flex items-center ${TALL[tallest]}`}>
                    <Skeleton className="h-4 w-4/5" />
                  </div>
                </Cell>
              ))}
            </Row>
          ))}
        </tbody>
      </table>
    </div>
  )
}
