import type { ApiKey, Project as ProjectAnswer } from '@vitrine/schemas/api'
import type { Principal } from '../../base/principal.ts'
import type { Control, KeyInfo, Project } from '../../control/control.ts'
import { ApiError } from '../api-error.ts'
import { unknownProject } from '../auth.ts'
import type { Handlers } from '../handlers.ts'

/** Projects and their keys. */
export function projectRoutes(control: Control) {
  return {
    listProjects: ({ identity }) => ({
      projects: readableProjects(control, identity?.principal).map(projectAnswer),
    }),

    async createProject({ body, userId }) {
      const created = await control.createProject({
        name: body.name,
        userId,
        ...(body.is_demo === undefined ? {} : { isDemo: body.is_demo }),
      })
      if (created.kind === 'bad_name') throw badName(created.why)
      if (created.kind === 'taken') throw nameTaken(body.name)
      const { project, pair } = created
      return { id: project.id, name: project.name, public_key: pair.publicKey, key: pair.key }
    },

    async deleteProject({ params, userId }) {
      const project = control.findProject(params.project_id) ?? unknownProject(params.project_id)
      await control.deleteProject({ projectId: project.id, userId })
      return { done: true }
    },

    listKeys: ({ scope }) => ({ keys: control.listKeys(scope().projectId).map(keyAnswer) }),

    async createKey({ scope, body, userId }) {
      const name = body.name ?? ''
      const { pairId, pair } = await control.createKeys({ projectId: scope().projectId, name, userId })
      return { pair_id: pairId, name: name === '' ? null : name, public_key: pair.publicKey, key: pair.key }
    },

    async deleteKey({ scope, params }) {
      const isKnown = await control.revokeKeys({ projectId: scope().projectId, id: params.key_id })
      if (!isKnown) {
        throw new ApiError(404, 'unknown_key', 'cannot find that key in this project', {
          advice: 'GET /api/v1/keys lists the keys that work',
          params: { key: params.key_id },
        })
      }
      return { done: true }
    },
  } satisfies Handlers
}

export function readableProjects(control: Control, principal: Principal | undefined): readonly Project[] {
  const all = control.projects()
  if (principal === undefined) return []
  return principal.projects === 'all' ? all : all.filter((project) => principal.projects.includes(project.id))
}

export function projectAnswer(project: Project): ProjectAnswer {
  return { id: project.id, name: project.name, is_demo: project.isDemo, created: nsOfMs(project.createdMs) }
}

/** Unix nanoseconds as answers carry them. */
export function nsOfMs(ms: number): string {
  return String(BigInt(Math.round(ms)) * 1_000_000n)
}

function keyAnswer(key: KeyInfo): ApiKey {
  return {
    id: key.id,
    kind: key.kind,
    prefix: key.prefix,
    pair_id: key.pairId,
    name: key.name === '' ? null : key.name,
    created: nsOfMs(key.createdMs),
  }
}

function badName(why: string): ApiError {
  return new ApiError(400, 'invalid_body', `cannot name a project so: ${why}`, {
    advice: 'choose another name',
    params: { field: 'name' },
  })
}

function nameTaken(name: string): ApiError {
  return new ApiError(409, 'already_exists', `cannot create the project ${JSON.stringify(name)}: there is one`, {
    advice: 'choose another name, or make new keys for the one that is there (POST /api/v1/keys)',
    params: { name },
  })
}
