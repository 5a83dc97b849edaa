import type { ReactNode } from 'react'

export type EmptyStateProps = { title: string; children?: ReactNode; action?: ReactNode }

/** Says what is not there, why, and what to do. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-10 text-center">
      <p className="text-md font-bold">{title}</p>
      {children !== undefined && <div className="text-muted">{children}</div>}
      {action}
    </div>
  )
}
