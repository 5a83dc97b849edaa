import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { createDataset } from '../../api/dataset-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'

const route = getRouteApi('/p/$project/datasets')

export function CreateDataset({ project, onClose }: { project: string; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = route.useNavigate()
  const form = useId()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const create = useMutation({
    mutationFn: () => createDataset(project, { name: name.trim(), ...(description === '' ? {} : { description }) }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: [project, 'datasets'] })
      void navigate({ to: '/p/$project/datasets/$datasetId', params: { project, datasetId: made.id } })
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (name.trim() !== '') create.mutate()
  }
  return (
    <Dialog
      title={t('datasets.create')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" form={form} isDisabled={name.trim() === '' || create.isPending}>
            {t('datasets.create')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        <TextField label={t('datasets.name')} value={name} onChange={setName} autoFocus isRequired maxLength={200} />
        <TextField label={t('datasets.description')} value={description} onChange={setDescription} />
        {create.isError && <ErrorState title={t('datasets.changeFailed')} error={create.error} />}
      </form>
    </Dialog>
  )
}
