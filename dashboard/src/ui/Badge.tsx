import clsx from 'clsx'
import type { ReactNode } from 'react'

const TONES = {
  neutral: 'border-line text-muted',
  error: 'border-error-mark text-error',
  warning: 'border-warning-mark text-warning',
  success: 'border-success-mark text-success',
  running: 'border-running text-running',
} as const

export type BadgeTone = keyof typeof TONES

/** A short word about state. The word, not the colour, carries the meaning. */
export function Badge({
  tone = 'neutral',
  title,
  children,
}: {
  tone?: BadgeTone
  title?: string
  children: ReactNode
}) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex items-center gap-1 rounded-pill border px-1.5 text-2xs whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
