import { Money } from '../../ui/Money.tsx'
import { Count, Time, Tokens } from '../../ui/Values.tsx'
import { ErrorCount, Models } from './cells.tsx'
import type { Column } from './column.ts'

/** What rows of every list can say in numbers. */
interface Counted {
  readonly start: string
  readonly errors: number | null
  readonly calls: number | null
  readonly tokens: { readonly input: number | null; readonly output: number | null }
  readonly models: readonly string[]
}

/** Columns that several lists share; each list gives them their width and place. */
export function startColumn<Row extends Counted>(title: string): Column<Row> {
  return {
    id: 'start',
    title,
    track: '7rem',
    sort: 'start',
    draw: (row, { nowMs }) => (
      <div className="truncate">
        <Time at={row.start} nowMs={nowMs} />
      </div>
    ),
  }
}

export function errorsColumn<Row extends Counted>(track: string): Column<Row> {
  return {
    id: 'errors',
    title: 'list.column.errors',
    track,
    isNumber: true,
    sort: 'errors',
    draw: (row) => <ErrorCount count={row.errors} />,
  }
}

export function callsColumn<Row extends Counted>(track: string): Column<Row> {
  return { id: 'calls', title: 'list.column.calls', track, isNumber: true, draw: (row) => <Count value={row.calls} /> }
}

export function tokensColumn<Row extends Counted>(track: string): Column<Row> {
  return {
    id: 'tokens',
    title: 'list.column.tokens',
    track,
    isNumber: true,
    sort: 'tokens',
    draw: (row) => <Tokens input={row.tokens.input} output={row.tokens.output} />,
  }
}

export function costColumn<Row>(
  costOf: (row: Row) => { readonly usd: string | null; readonly unpricedCalls: number },
): Column<Row> {
  return {
    id: 'cost',
    title: 'list.column.cost',
    track: '7.25rem',
    isNumber: true,
    sort: 'cost',
    draw: (row) => <Money {...costOf(row)} isShort />,
  }
}

export function modelsColumn<Row extends Counted>(track: string): Column<Row> {
  return { id: 'models', title: 'list.column.models', track, draw: (row) => <Models models={row.models} /> }
}
