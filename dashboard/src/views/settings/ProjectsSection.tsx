import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Project, ProjectCreated } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createProject, deleteProject } from '../../api/changes.ts'
import { meQuery } from '../../api/queries.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Time } from '../../ui/Values.tsx'
import { NewKeyDialog } from './NewKeyDialog.tsx'

export function ProjectsSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const { data } = useSuspenseQuery(meQuery)
  const [name, setName] = useState('')
  const [made, setMade] = useState<ProjectCreated>()
  const create = useMutation({
    mutationFn: () => createProject(name.trim()),
    onSuccess: async (created) => {
      setMade(created)
      setName('')
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
    },
  })
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <TextField label={t('settings.projects.name')} value={name} onChange={setName} maxLength={100} isRequired />
        <Button type="submit" look="primary" isDisabled={create.isPending || name.trim() === ''}>
          {t('settings.projects.create')}
        </Button>
      </form>
      {create.error !== null && <ErrorState title={t('settings.projects.createFailed')} error={create.error} />}
      <ProjectTable current={project} projects={data.projects} />
      {made !== undefined && <NewKeyDialog pair={made} onClose={() => setMade(undefined)} />}
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
