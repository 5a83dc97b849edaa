import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components/Button'
import { useMayChange } from './may-change.ts'

const LOOKS = {
  primary: 'bg-accent text-on-accent font-bold data-hovered:opacity-90',
  plain: 'border border-control text-fg bg-bg data-hovered:bg-hover',
  quiet: 'text-fg data-hovered:bg-hover',
  danger: 'border border-error-mark text-error bg-bg data-hovered:bg-hover',
} as const

export type ButtonProps = Omit<AriaProps, 'className' | 'style' | 'children'> & {
  look?: keyof typeof LOOKS
  size?: 'small' | 'normal' | 'icon'
  /** It changes something, or leads straight to it: not there for those who may only read. */
  changes?: boolean
  className?: string
  children?: ReactNode
}

export const CONTROL =
  'inline-flex items-center justify-center gap-1.5 rounded-control whitespace-nowrap transition-colors duration-75 ' +
  'data-disabled:opacity-50 data-disabled:cursor-default pointer-coarse:min-h-11 pointer-coarse:min-w-11'

const SIZES = { small: 'h-7 px-2 text-xs', normal: 'h-8 px-3 text-sm', icon: 'size-8' } as const

/** For a link that is the next thing to do. React Aria's hover and the browser's are two names of one look. */
export const BUTTON_LINK = clsx(CONTROL, LOOKS.primary, SIZES.normal, 'hover:opacity-90')

export function Button({ look = 'plain', size = 'normal', changes = false, className, ...rest }: ButtonProps) {
  const isHidden = !useMayChange() && changes
  if (isHidden) return null
  return <AriaButton {...rest} className={clsx(CONTROL, LOOKS[look], SIZES[size], className)} />
}
