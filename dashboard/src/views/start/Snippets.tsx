import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { createKey } from '../../api/changes.ts'
import { SNIPPETS, snippet } from '../../model/snippets.ts'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Tabs } from '../../ui/Tabs.tsx'

export type SnippetsProps = { project: string; secret: string | undefined; onKey: (key: string) => void }

/** Where to send, with which key, and code to paste. A key is made on demand, since an older one cannot be shown again. */
export function Snippets({ project, secret, onKey }: SnippetsProps) {
  const { t } = useTranslation()
  const [tab, setTab] = useState<string>('sdk')
  const make = useMutation({
    mutationFn: () => createKey(project, t('start.keyName')),
    onSuccess: (pair) => onKey(pair.key),
  })
  const { origin, hostname } = window.location
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return (
    <section className="min-w-0 rounded-card border border-line p-4" aria-labelledby="send">
      <h2 id="send" className="pb-3 text-lg">
        {t('start.send')}
      </h2>
      <dl className="grid gap-x-4 gap-y-2 pb-4 sm:grid-cols-[auto_1fr]">
        <dt className="text-muted">{t('start.endpoint')}</dt>
        <dd className="flex flex-wrap items-center gap-2">
          <code dir="ltr" className="font-mono text-xs break-all">
            {origin}/v1/traces
          </code>
          <CopyButton text={`${origin}/v1/traces`} />
        </dd>
        <dt className="text-muted">{t('start.key')}</dt>
        <dd className="flex flex-wrap items-center gap-2">
          {secret === undefined ? (
            <>
              <span>{isLocal ? t('start.noKeyNeeded') : t('start.keyNeeded')}</span>
              <Button size="small" changes isDisabled={make.isPending} onPress={() => make.mutate()}>
                {t('start.makeKey')}
              </Button>
            </>
          ) : (
            <>
              <code dir="ltr" className="font-mono text-xs break-all">
                {secret}
              </code>
              <CopyButton text={secret} />
              <span className="text-warning">{t('settings.keys.once')}</span>
            </>
          )}
        </dd>
      </dl>
      {make.error !== null && <ErrorState title={t('start.keyFailed')} error={make.error} />}
      <Tabs
        label={t('start.ways')}
        selected={tab}
        onSelect={setTab}
        tabs={SNIPPETS.map((id) => ({
          id,
          title: t(`start.snippets.${id}`),
          content: <CodeBlock label={t(`start.snippets.${id}`)} text={snippet(id, { origin, key: secret })} />,
        }))}
      />
    </section>
  )
}
