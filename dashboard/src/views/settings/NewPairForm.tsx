import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import type { KeyCreated, ProjectCreated } from '@vitrine/schemas/api'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Changing } from '../../ui/may-change.ts'
import { TextField } from '../../ui/TextField.tsx'
import { NewKeyDialog } from './NewKeyDialog.tsx'

type Props = {
  label: string
  action: string
  failed: string
  needsName?: boolean
  make: (name: string) => Promise<KeyCreated | ProjectCreated>
  /** Of the list that it is in afterwards. */
  listKey: QueryKey
}

/** Names something that comes with a pair of keys, makes it, and shows the pair this once. */
export function NewPairForm({ label, action, failed, needsName = false, make, listKey }: Props) {
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [made, setMade] = useState<KeyCreated | ProjectCreated>()
  const create = useMutation({
    mutationFn: () => make(name.trim()),
    onSuccess: async (pair) => {
      setMade(pair)
      setName('')
      await queryClient.invalidateQueries({ queryKey: listKey })
    },
  })
  return (
    <>
      <Changing>
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            create.mutate()
          }}
        >
          <TextField label={label} value={name} onChange={setName} maxLength={100} isRequired={needsName} />
          <Button type="submit" look="primary" isDisabled={create.isPending || (needsName && name.trim() === '')}>
            {action}
          </Button>
        </form>
      </Changing>
      {create.error !== null && <ErrorState title={failed} error={create.error} />}
      {made !== undefined && <NewKeyDialog pair={made} onClose={() => setMade(undefined)} />}
    </>
  )
}
