import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CHANNEL_KINDS, type ChannelBody, type ChannelKind } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createChannel } from '../../api/alert-queries.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** A new channel. The secret that signs a webhook is on this page once and in no later answer. */
export function ChannelDialog({ project, onClose }: { project: string; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [kind, setKind] = useState<ChannelKind>('webhook')
  const [name, setName] = useState('')
  const [target, setTarget] = useState('')
  const body = bodyOf(kind, name.trim(), target.trim())
  const create = useMutation({
    mutationFn: async () => (body === undefined ? undefined : await createChannel(project, body)),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: [project, 'channels'] })
      if (made?.secret === null) onClose()
    },
  })
  const secret = create.data?.secret ?? null
  if (secret !== null) {
    return (
      <Dialog
        title={t('channels.made')}
        isOpen
        onClose={onClose}
        role="alertdialog"
        footer={
          <Button look="primary" onPress={onClose}>
            {t('channels.kept')}
          </Button>
        }
      >
        <p className="pb-3 text-warning">{t('channels.once')}</p>
        <CodeBlock label={t('channels.secret')} text={secret} />
      </Dialog>
    )
  }
  return (
    <Dialog
      title={t('channels.add')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isDisabled={body === undefined || create.isPending} onPress={() => create.mutate()}>
            {t('channels.add')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Choice
          label={t('channels.kind')}
          value={kind}
          options={CHANNEL_KINDS.map((id) => ({ id, text: t(`channels.kinds.${id}`) }))}
          onChange={setKind}
        />
        <TextField label={t('alerts.name')} value={name} onChange={setName} maxLength={200} autoFocus />
        <TextField
          label={kind === 'email' ? t('channels.addresses') : t('channels.url')}
          hint={t(`channels.hints.${kind}`)}
          value={target}
          onChange={setTarget}
        />
        {create.error !== null && <ErrorState title={t('channels.addFailed')} error={create.error} />}
      </div>
    </Dialog>
  )
}

/** undefined while it is none yet. */
function bodyOf(kind: ChannelKind, name: string, target: string): ChannelBody | undefined {
  if (name === '' || target === '') return undefined
  if (kind === 'email') {
    const to = target.split(/[\s,;]+/).filter((address) => address !== '')
    return to.every((address) => /^[^@]+@[^@]+$/.test(address)) ? { kind, name, to } : undefined
  }
  return /^https?:\/\//.test(target) && URL.canParse(target) ? { kind, name, url: target } : undefined
}
