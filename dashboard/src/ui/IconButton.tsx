import type { LucideIcon } from 'lucide-react'
import { memo } from 'react'
import { Button, type ButtonProps } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { useMayChange } from './may-change.ts'
import { Tooltip } from './Tooltip.tsx'

export type IconButtonProps = Omit<ButtonProps, 'children' | 'aria-label' | 'size'> & {
  icon: LucideIcon
  label: string
  /** The icon points in the reading direction. */
  flips?: boolean
}

/** A button with an icon only: its name is read by screen readers and shown on hover and focus. Its hint makes it dear to draw. */
export const IconButton = memo(
  ({ icon, label, flips = false, look = 'quiet', changes = false, ...rest }: IconButtonProps) => {
    const isHidden = !useMayChange() && changes
    if (isHidden) return null
    return (
      <Tooltip text={label}>
        <Button {...rest} look={look} size="icon" aria-label={label}>
          <Icon icon={icon} flips={flips} />
        </Button>
      </Tooltip>
    )
  },
)
