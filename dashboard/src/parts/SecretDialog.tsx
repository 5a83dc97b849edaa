import type { ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'

type Props = {
  title: string
  /** That it is shown this once. */
  warning: string
  /** Of the button that closes it. */
  kept: string
  onClose: () => void
  children: ReactNode
}

/** The only place and time that a secret is on a page: it is in no later answer. */
export function SecretDialog({ title, warning, kept, onClose, children }: Props) {
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      role="alertdialog"
      footer={
        <Button look="primary" onPress={onClose}>
          {kept}
        </Button>
      }
    >
      <p className="pb-3 text-warning">{warning}</p>
      <div className="flex flex-col gap-3">{children}</div>
    </Dialog>
  )
}
