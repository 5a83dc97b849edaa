import clsx from 'clsx'
import { Square, SquareCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { ToggleButton as AriaToggle } from 'react-aria-components/ToggleButton'
import { CONTROL } from './Button.tsx'
import { Icon } from './Icon.tsx'

export type ToggleButtonProps = { isSelected: boolean; onChange: (isSelected: boolean) => void; children: ReactNode }

export function ToggleButton({ isSelected, onChange, children }: ToggleButtonProps) {
  return (
    <AriaToggle
      isSelected={isSelected}
      onChange={onChange}
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
