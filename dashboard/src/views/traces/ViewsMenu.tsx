import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Bookmark, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { createView, removeView, saveView, viewsQuery } from '../../api/view-queries.ts'
import { isAsSaved, type SavedView, SHIPPED_VIEWS, viewOf } from '../../model/saved-views.ts'
import type { TracesSearch } from '../../search/traces.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Changing } from '../../ui/may-change.ts'
import { PopoverDialog } from '../../ui/PopoverDialog.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** The list as somebody set it up: chosen, changed, put back, saved under a name. */
export function ViewsMenu({ project, search }: { project: string; search: TracesSearch }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const kept = useQuery(viewsQuery(project))
  const views: readonly SavedView[] = kept.data?.views ?? []
  const nameOf = (view: SavedView) => (SHIPPED_VIEWS.includes(view) ? t(`list.view.${view.name}`) : view.name)
  const current = [...SHIPPED_VIEWS, ...views].find((view) => view.id === search.view)
  const isChanged = current !== undefined && !isAsSaved(current, search)
  const change = useMutation({
    mutationFn: (make: () => Promise<unknown>) => make(),
    onSettled: () => client.invalidateQueries({ queryKey: [project, 'views'] }),
  })
  function show(view: SavedView): void {
    const { range, from, to } = search
    const time = Object.fromEntries(Object.entries({ range, from, to }).filter(([, value]) => value !== undefined))
    void navigate({
      to: '/p/$project/traces',
      params: { project },
      search: { ...('range' in view.search || 'from' in view.search ? {} : time), ...view.search, view: view.id },
    })
  }
  async function saveAs(name: string): Promise<void> {
    const made = await createView(project, { name, search: viewOf(search) })
    await client.invalidateQueries({ queryKey: [project, 'views'] })
    show(made)
  }
  function save(): void {
    if (current === undefined) return
    const { id, name } = current
    change.mutate(() => saveView(project, id, { name, search: viewOf(search) }))
  }
  return (
    <PopoverDialog
      label={t('list.views')}
      trigger={
        <Button size="small" look={current === undefined ? 'quiet' : 'plain'}>
          <Icon icon={Bookmark} />
          <bdi>{current === undefined ? t('list.views') : nameOf(current)}</bdi>
          {isChanged && (
            <>
              <span aria-hidden="true" className="size-2 rounded-pill bg-warning-mark" />
              <span className="sr-only">{t('list.viewChanged')}</span>
            </>
          )}
        </Button>
      }
    >
      {(close) => (
        <div className="flex w-72 flex-col gap-2 p-3">
          {isChanged && current !== undefined && (
            <div className="flex flex-wrap items-center gap-2 border-line border-b pb-2 text-xs">
              <span className="text-muted">{t('list.viewChanged')}</span>
              {!SHIPPED_VIEWS.includes(current) && (
                <Button size="small" look="primary" changes onPress={save}>
                  {t('list.viewSave')}
                </Button>
              )}
              <Button size="small" onPress={() => show(current)}>
                {t('list.viewReset')}
              </Button>
            </div>
          )}
          <ul className="flex max-h-72 flex-col overflow-y-auto">
            {[...SHIPPED_VIEWS, ...views].map((view) => (
              <li key={view.id} className="flex items-center">
                <button
                  type="button"
                  aria-current={view.id === current?.id}
                  title={Object.values(view.search).join(' ')}
                  onClick={() => {
                    close()
                    show(view)
                  }}
                  className="min-h-7 min-w-0 grow truncate rounded-control px-2 text-start hover:bg-hover aria-[current=true]:bg-selected aria-[current=true]:font-bold pointer-coarse:min-h-11"
                >
                  <bdi>{nameOf(view)}</bdi>
                </button>
                {!SHIPPED_VIEWS.includes(view) && (
                  <IconButton
                    icon={Trash2}
                    changes
                    label={t('common.removeNamed', { name: view.name })}
                    onPress={() => change.mutate(() => removeView(project, view.id))}
                  />
                )}
              </li>
            ))}
          </ul>
          {(kept.isError || change.isError) && (
            <ErrorState title={t('list.viewFailed')} error={kept.error ?? change.error} />
          )}
          <Changing>
            <NewView
              onSave={(name) => {
                change.mutate(() => saveAs(name), { onSuccess: close })
              }}
            />
          </Changing>
        </div>
      )}
    </PopoverDialog>
  )
}

function NewView({ onSave }: { onSave: (name: string) => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (name.trim() !== '') onSave(name.trim())
  }
  return (
    <form onSubmit={submit} className="flex items-end gap-2 border-line border-t pt-2">
      <TextField label={t('list.viewName')} value={name} onChange={setName} className="min-w-0 grow" />
      <Button type="submit">{t('list.viewNew')}</Button>
    </form>
  )
}
