// Parts of a real <table>: header, rows and cells with the house's spacing. Numbers stand on the numeric side.
import clsx from 'clsx'
import type { ReactNode } from 'react'

export function Table({ caption, children, className }: { caption: string; children: ReactNode; className?: string }) {
  return (
    // Relative, so that texts for screen readers are clipped with the cells that they stand in.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className="relative overflow-x-auto" aria-label={caption} tabIndex={0}>
      <table className={clsx('w-full border-collapse text-sm', className)}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </section>
  )
}

type CellProps = { children?: ReactNode; isNumber?: boolean; className?: string }

export function HeaderCell({ children, isNumber, className }: CellProps) {
  return (
    <th
      scope="col"
      className={clsx(
        'border-b border-line px-2 py-1.5 text-xs font-normal whitespace-nowrap text-muted',
        isNumber ? 'text-end' : 'text-start',
        className,
      )}
    >
      {children}
    </th>
  )
}

export function Row({ children, className }: { children: ReactNode; className?: string }) {
  return <tr className={clsx('border-b border-line last:border-b-0 hover:bg-hover', className)}>{children}</tr>
}

export function Cell({ children, isNumber, className }: CellProps) {
  return (
    <td
      className={clsx('h-7 px-2 py-1', isNumber ? 'text-end whitespace-nowrap tabular-nums' : 'text-start', className)}
    >
      {children}
    </td>
  )
}

export function RowHeader({ children, className }: CellProps) {
  return (
    <th scope="row" className={clsx('h-7 max-w-80 px-2 py-1 text-start font-normal', className)}>
      {children}
    </th>
  )
}
