import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createShare, sharedAddress } from '../../api/share-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { inZone } from '../../ui/zone.ts'

const DAYS = ['1', '7', '30', '90']

export interface ShareDialogProps {
  readonly project: string
  readonly traceId: string
  readonly onClose: () => void
}

/** A link to this trace for people without an account: how long it holds and whether it shows texts is chosen first. */
export function ShareDialog({ project, traceId, onClose }: ShareDialogProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { timeZone } = usePreferences()
  const client = useQueryClient()
  const [days, setDays] = useState('7')
  const [content, setContent] = useState(false)
  const create = useMutation({
    mutationFn: () => createShare(project, { trace_id: traceId, days: Number(days), content }),
    onSuccess: () => client.invalidateQueries({ queryKey: [project, 'shares'] }),
  })
  const address = create.data === undefined ? undefined : inZone(sharedAddress(create.data.token), timeZone)
  return (
    <Dialog
      title={t('share.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.close')}</Button>
          {address === undefined && (
            <Button look="primary" isDisabled={create.isPending} onPress={() => create.mutate()}>
              {t('share.create')}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="text-muted text-sm">{t('share.lead')}</p>
        {address === undefined ? (
          <>
            <RadioGroup
              label={t('share.days')}
              value={days}
              onChange={setDays}
              options={DAYS.map((id) => ({
                id,
                text: t('share.day', { count: Number(id), n: format.number(Number(id)) }),
              }))}
            />
            <div className="flex flex-col gap-1">
              <Switch isSelected={content} onChange={setContent}>
                {t('share.content')}
              </Switch>
              <p className="text-muted text-xs">{t(content ? 'share.contentHint' : 'share.noContentHint')}</p>
            </div>
          </>
        ) : (
          <div className="flex flex-col gap-2">
            <div className="flex items-center gap-2">
              <code dir="ltr" className="min-w-0 grow truncate rounded-control border border-line bg-subtle px-2 py-1">
                {address}
              </code>
              <CopyButton text={address} />
            </div>
            <a href={address} target="_blank" rel="noreferrer" className="self-start text-link underline">
              {t('share.open')}
            </a>
          </div>
        )}
        {create.isError && <ErrorState title={t('share.createFailed')} error={create.error} />}
      </div>
    </Dialog>
  )
}
