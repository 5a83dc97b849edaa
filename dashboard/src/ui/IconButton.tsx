import type { LucideIcon } from 'lucide-react'
import { Button, type ButtonProps } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { Tooltip } from './Tooltip.tsx'

export type IconButtonProps = Omit<ButtonProps, 'children' | 'aria-label' | 'size'> & {
  icon: LucideIcon
  label: string
  /** The icon points in the reading direction. */
  flips?: boolean
}

/** A button with an icon only: its name is read by screen readers and shown on hover and focus. */
export function IconButton({ icon, label, flips = false, look = 'quiet', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <Button {...rest} look={look} size="icon" aria-label={label}>
        <Icon icon={icon} flips={flips} />
      </Button>
    </Tooltip>
  )
}
