import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { IconButton } from './IconButton.tsx'
import { useTranslation } from './i18n.ts'

export type DialogProps = {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  role?: 'dialog' | 'alertdialog'
  width?: 'narrow' | 'wide' | 'full'
}

const WIDTHS = { narrow: 'w-full max-w-lg', wide: 'w-full max-w-3xl', full: 'w-full' } as const

/** A modal dialog. Esc and a click outside close it; focus returns to where it came from. */
export function Dialog({ title, isOpen, onClose, children, footer, role = 'dialog', width = 'narrow' }: DialogProps) {
  const { t } = useTranslation()
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
      className="fixed inset-0 grid place-items-start justify-items-center overflow-y-auto bg-black/45 p-4 pt-[10vh]"
    >
      <Modal className={WIDTHS[width]}>
        <AriaDialog role={role} className="rounded-card border border-line bg-raised text-fg shadow-float outline-none">
          <div className="flex items-center justify-between gap-2 ps-4 pe-2 pt-2">
            <Heading slot="title" className="text-lg">
              {title}
            </Heading>
            <IconButton icon={X} label={t('common.close')} onPress={onClose} />
          </div>
          <div className="px-4 pt-2 pb-4">{children}</div>
          {footer !== undefined && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{footer}</div>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
