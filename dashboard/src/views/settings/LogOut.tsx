import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { logout } from '../../api/changes.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'

/** Forgets the session; nothing that was read stays in the page's memory. */
export function LogOut() {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: logout,
    onSuccess: async () => {
      await navigate({ to: '/login' })
      queryClient.clear()
    },
  })
  return (
    <Button size="small" isDisabled={leave.isPending} onPress={() => leave.mutate()}>
      {leave.error === null ? t('settings.logOut') : t('settings.logOutFailed')}
    </Button>
  )
}
