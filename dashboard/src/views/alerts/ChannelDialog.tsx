import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  CHANNEL_KINDS,
  CHANNEL_LANGUAGES,
  type Channel,
  type ChannelChange,
  type ChannelKind,
  type ChannelLanguage,
} from '@vitrine/schemas/api'
import { useState } from 'react'
import { changeChannel, createChannel } from '../../api/alert-queries.ts'
import { Choice } from '../../parts/Choice.tsx'
import { SecretDialog } from '../../parts/SecretDialog.tsx'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'

type Props = {
  project: string
  /** The one that is changed; default a new one. */
  channel: Channel | undefined
  onClose: () => void
}

/** A channel, new or changed. The secret that signs a webhook is on this page once and in no later answer. */
export function ChannelDialog({ project, channel, onClose }: Props) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? 'webhook')
  const [name, setName] = useState(channel?.name ?? '')
  const [target, setTarget] = useState(channel?.kind === 'email' ? channel.target : '')
  const [language, setLanguage] = useState<ChannelLanguage>(
    channel?.language ?? (i18n.language.startsWith('fa') ? 'fa' : 'en'),
  )
  const body = bodyOf({ kind, name: name.trim(), target: target.trim(), language, isNew: channel === undefined })
  const save = useMutation({
    mutationFn: async () => {
      if (body === undefined) return undefined
      if (channel !== undefined) return { ...(await changeChannel(project, channel.id, body)), secret: null }
      return await createChannel(project, body)
    },
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: [project, 'channels'] })
      if (made?.secret === null) onClose()
    },
  })
  const secret = save.data?.secret ?? null
  if (secret !== null) {
    return (
      <SecretDialog title={t('channels.made')} warning={t('channels.once')} kept={t('channels.kept')} onClose={onClose}>
        <CodeBlock label={t('channels.secret')} text={secret} />
      </SecretDialog>
    )
  }
  const isKept = channel !== undefined && kind !== 'email'
  return (
    <Dialog
      title={channel === undefined ? t('channels.add') : t('channels.changed')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isDisabled={body === undefined || save.isPending} onPress={() => save.mutate()}>
            {channel === undefined ? t('channels.add') : t('channels.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {channel === undefined && (
          <Choice
            label={t('channels.kind')}
            value={kind}
            options={CHANNEL_KINDS.map((id) => ({ id, text: t(`channels.kinds.${id}`) }))}
            onChange={setKind}
          />
        )}
        <TextField label={t('alerts.name')} value={name} onChange={setName} maxLength={200} autoFocus />
        <TextField
          label={kind === 'email' ? t('channels.addresses') : t('channels.url')}
          hint={isKept ? t('channels.urlKept', { target: channel.target }) : t(`channels.hints.${kind}`)}
          value={target}
          onChange={setTarget}
        />
        <Choice
          label={t('channels.language')}
          value={language}
          options={CHANNEL_LANGUAGES.map((id) => ({ id, text: t(`channels.languages.${id}`) }))}
          onChange={setLanguage}
        />
        {save.error !== null && (
          <ErrorState
            title={channel === undefined ? t('channels.addFailed') : t('channels.saveFailed')}
            error={save.error}
          />
        )}
      </div>
    </Dialog>
  )
}

type Written = {
  kind: ChannelKind
  name: string
  target: string
  language: ChannelLanguage
  isNew: boolean
}

/** undefined while it is none yet. A URL that is not shown again need not be written again. */
function bodyOf({ kind, name, target, language, isNew }: Written): ChannelChange | undefined {
  if (name === '') return undefined
  if (kind === 'email') {
    const to = target.split(/[\s,;]+/).filter((address) => address !== '')
    const isGood = to.length > 0 && to.every((address) => /^[^@]+@[^@]+$/.test(address))
    return isGood ? { kind, name, language, to } : undefined
  }
  if (target === '') return isNew ? undefined : { kind, name, language }
  return /^https?:\/\//.test(target) && URL.canParse(target) ? { kind, name, language, url: target } : undefined
}
