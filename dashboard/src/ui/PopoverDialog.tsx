import type { ReactElement, ReactNode } from 'react'
import { Dialog as AriaDialog, DialogTrigger } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'

export type PopoverDialogProps = { label: string; trigger: ReactElement; children: (close: () => void) => ReactNode }

/** A small panel beside its button. */
export function PopoverDialog({ label, trigger, children }: PopoverDialogProps) {
  return (
    <DialogTrigger>
      {trigger}
      <Popover className="overflow-y-auto rounded-card border border-line bg-raised text-fg shadow-float">
        <AriaDialog aria-label={label} className="outline-none">
          {({ close }) => children(close)}
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  )
}
