import clsx from 'clsx'
import { Square, SquareCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { ToggleButton as AriaToggle } from 'react-aria-components/ToggleButton'
import { CONTROL } from './Button.tsx'
import { Icon } from './Icon.tsx'

export type ToggleButtonProps = {
  isSelected: boolean
  onChange: (isSelected: boolean) => void
  /** Says more than the text does, where that is short; it holds the text. */
  label?: string
  children: ReactNode
}

export function ToggleButton({ isSelected, onChange, label, children }: ToggleButtonProps) {
  return (
    <AriaToggle
      isSelected={isSelected}
      onChange={onChange}
      {...(label === undefined ? {} : { 'aria-label': label })}
      className={clsx(
        CONTROL,
        'h-7 border border-control px-2 text-xs data-hovered:bg-hover data-selected:bg-selected',
      )}
    >
      <Icon icon={isSelected ? SquareCheck : Square} className="size-3.5" />
      {children}
    </AriaToggle>
  )
}
