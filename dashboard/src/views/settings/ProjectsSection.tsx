import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Project } from '@vitrine/schemas/api'
import { useState } from 'react'
import { createProject, deleteProject } from '../../api/changes.ts'
import { meQuery } from '../../api/queries.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { Time } from '../../ui/Values.tsx'
import { NewPairForm } from './NewPairForm.tsx'

export function ProjectsSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(meQuery)
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <NewPairForm
        label={t('settings.projects.name')}
        action={t('settings.projects.create')}
        failed={t('settings.projects.createFailed')}
        needsName
        make={createProject}
        listKey={meQuery.queryKey}
      />
      <ProjectTable current={project} projects={data.projects} />
    </div>
  )
}

function ProjectTable({ current, projects }: { current: string; projects: readonly Project[] }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Project>()
  return (
    <>
      <RecordTable
        caption={t('settings.sections.projects')}
        records={projects}
        keyOf={(project) => project.id}
        columns={[
          {
            title: t('settings.projects.name'),
            draw: (project) => (
              <>
                <Link to="/p/$project/overview" params={{ project: project.id }} className="text-link hover:underline">
                  <bdi>{project.name}</bdi>
                </Link>{' '}
                {project.is_demo && <Badge>{t('shell.demo')}</Badge>}
              </>
            ),
          },
          {
            title: t('settings.projects.id'),
            draw: ({ id }) => (
              <code dir="ltr" className="font-mono text-xs">
                {id}
              </code>
            ),
          },
          { title: t('settings.keys.created'), draw: ({ created }) => <Time at={created} /> },
        ]}
        action={{
          label: t('settings.projects.delete'),
          changes: true,
          look: 'danger',
          nameOf: ({ name }) => t('settings.projects.deleteNamed', { name }),
          onPress: setAsked,
        }}
      />
      {asked !== undefined && <DeleteProject asked={asked} current={current} onClose={() => setAsked(undefined)} />}
    </>
  )
}

type DeleteProjectProps = { asked: Project; current: string; onClose: () => void }

/** Everything in a project goes with it and cannot be brought back, so its name has to be typed. */
function DeleteProject({ asked, current, onClose }: DeleteProjectProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => deleteProject(asked.id),
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
      if (asked.id === current) await navigate({ to: '/' })
    },
  })
  return (
    <ConfirmDialog
      title={t('settings.projects.deleteNamed', { name: asked.name })}
      isOpen
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      action={t('settings.projects.delete')}
      typed={asked.name}
      isBusy={remove.isPending}
    >
      <p>{t('settings.projects.deleteHint')}</p>
      {remove.error !== null && <ErrorState title={t('settings.projects.deleteFailed')} error={remove.error} />}
    </ConfirmDialog>
  )
}
