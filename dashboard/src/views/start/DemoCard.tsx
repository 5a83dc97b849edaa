import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { deleteProject } from '../../api/changes.ts'
import { meQuery } from '../../api/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Changing } from '../../ui/may-change.ts'

/** How to see every page alive without an API key of one's own, and how to be rid of it again. */
export function DemoCard({ project }: { project: string }) {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(meQuery)
  const demo = data.projects.find(({ is_demo }) => is_demo)
  const [isOpen, setOpen] = useState(false)
  return (
    <section className="rounded-card border border-line p-4" aria-labelledby="demo">
      <h2 id="demo" className="pb-2 text-lg">
        {t('start.demo')}
      </h2>
      <p className="pb-3 text-muted">{t('start.demoLead')}</p>
      {demo === undefined ? (
        isOpen ? (
          <CodeBlock label={t('start.demo')} text="npm run demo" />
        ) : (
          <Button onPress={() => setOpen(true)}>{t('start.showDemo')}</Button>
        )
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <Link to="/p/$project/overview" params={{ project: demo.id }} className="text-link underline">
            {t('start.openDemo')}
          </Link>
          <Changing>
            <RemoveDemo demo={demo.id} project={project} />
          </Changing>
        </div>
      )}
    </section>
  )
}

/** One press, without a question: everything in it can be made again with `npm run demo`. */
function RemoveDemo({ demo, project }: { demo: string; project: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => deleteProject(demo),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
      if (project === demo) await navigate({ to: '/' })
    },
  })
  return (
    <>
      <Button look="danger" isDisabled={remove.isPending} onPress={() => remove.mutate()}>
        {t('start.removeDemo')}
      </Button>
      <p className="basis-full text-xs text-muted">{t('start.removeDemoHint')}</p>
      {remove.error !== null && <ErrorState title={t('start.removeFailed')} error={remove.error} />}
    </>
  )
}
