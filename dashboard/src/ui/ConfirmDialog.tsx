import { type ReactNode, useState } from 'react'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { useTranslation } from './i18n.ts'
import { TextField } from './TextField.tsx'

export type ConfirmDialogProps = {
  title: string
  isOpen: boolean
  onClose: () => void
  onConfirm: () => void
  action: string
  children: ReactNode
  /** When given, it has to be typed before the action is possible. */
  typed?: string
  isBusy?: boolean
}

export function ConfirmDialog({
  title,
  isOpen,
  onClose,
  onConfirm,
  action,
  children,
  typed,
  isBusy,
}: ConfirmDialogProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const isAllowed = (typed === undefined || text === typed) && isBusy !== true
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      role="alertdialog"
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="danger" isDisabled={!isAllowed} onPress={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {typed !== undefined && (
        <div className="mt-3">
          <TextField label={t('common.typeToConfirm', { text: typed })} value={text} onChange={setText} autoFocus />
        </div>
      )}
    </Dialog>
  )
}
