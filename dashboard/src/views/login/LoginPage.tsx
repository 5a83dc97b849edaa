import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { login } from '../../api/changes.ts'
import { meQuery } from '../../api/queries.ts'
import { safePath } from '../../model/safe-path.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { TextField } from '../../ui/TextField.tsx'

export function LoginPage() {
  const { t } = useTranslation()
  const { back } = useSearch({ from: '/login' })
  const router = useRouter()
  const queryClient = useQueryClient()
  const [password, setPassword] = useState('')
  const enter = useMutation({
    mutationFn: () => login(password),
    onSuccess: (me) => {
      queryClient.clear()
      queryClient.setQueryData(meQuery.queryKey, me)
      router.history.push(safePath(back))
    },
  })
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-3 p-6">
      <img src="/assets/icon.svg" alt="" width={40} height={40} />
      <Page title={t('login.title')}>
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            enter.mutate()
          }}
        >
          <p className="text-muted">{t('login.hint')}</p>
          <TextField
            label={t('login.password')}
            type="password"
            autoComplete="current-password"
            isRequired
            value={password}
            onChange={setPassword}
          />
          <Button type="submit" look="primary" isDisabled={enter.isPending || password === ''}>
            {t('login.enter')}
          </Button>
          {enter.error !== null && <ErrorState title={t('login.failed')} error={enter.error} />}
        </form>
      </Page>
    </main>
  )
}
