import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'
import { maybe, timeNs } from './units.ts'

/** Projects, keys, login, health: what the control room answers. */

export const project = z.object({
  id: z.string().check(z.describe('<slug>~<generation>')),
  name: z.string(),
  is_demo: z.boolean(),
  created: timeNs,
})
export type Project = z.infer<typeof project>
export const projectListQuery = z.strictObject({})
export const projectListAnswer = z.object({ projects: z.array(project) })
export type ProjectListAnswer = z.infer<typeof projectListAnswer>
export const projectParams = z.object({ project_id: z.string().check(z.minLength(1), z.maxLength(200)) })

export const projectBody = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  is_demo: z.optional(z.boolean()),
})
export type ProjectBody = z.infer<typeof projectBody>

/** Both keys are shown this once. */
export const projectCreated = z.object({ id: z.string(), name: z.string(), public_key: z.string(), key: z.string() })
export type ProjectCreated = z.infer<typeof projectCreated>

/** A key as it is kept: only a hash and a prefix. */
export const apiKey = z.object({
  id: z.string(),
  kind: z.enum(['secret', 'public']),
  prefix: z.string(),
  pair_id: z.string(),
  name: maybe,
  created: timeNs,
})
export type ApiKey = z.infer<typeof apiKey>
export const keyListQuery = z.strictObject({ ...projectParameter })
export const keyListAnswer = z.object({ keys: z.array(apiKey) })
export type KeyListAnswer = z.infer<typeof keyListAnswer>
export const keyBody = z.strictObject({ name: z.optional(z.string().check(z.maxLength(100))) })
export type KeyBody = z.infer<typeof keyBody>
/** Both keys are shown this once. */
export const keyCreated = z.object({ pair_id: z.string(), name: maybe, public_key: z.string(), key: z.string() })
export type KeyCreated = z.infer<typeof keyCreated>
export const keyParams = z.object({ key_id: z.string().check(z.minLength(1), z.maxLength(200)) })

export const done = z.object({ done: z.literal(true) })
export type Done = z.infer<typeof done>

export const loginBody = z.strictObject({
  user: z.optional(z.string().check(z.maxLength(200), z.describe('owner or viewer; default: whose password it is'))),
  password: z.string().check(z.maxLength(1000)),
})
export type LoginBody = z.infer<typeof loginBody>

/** Who asks. `csrf` goes into the header x-csrf-token of every change made with the cookie. */
export const me = z.object({
  kind: z.enum(['key', 'public-key', 'admin', 'user']),
  id: z.string(),
  role: z
    .enum(['ingest', 'public', 'owner', 'viewer', 'admin'])
    .check(z.describe('a viewer reads everything and changes nothing')),
  projects: z.array(project),
  csrf: maybe,
})
export type Me = z.infer<typeof me>

/** Names the service, so that a client can tell ours from another that answers on the port. */
export const health = z.object({ service: z.literal('vitrine'), alive: z.literal(true), version: z.string() })
export type Health = z.infer<typeof health>
export const ready = z.object({ ready: z.boolean(), waiting_for: z.optional(z.array(z.string())) })
export type Ready = z.infer<typeof ready>
