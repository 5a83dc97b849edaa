// Changes of the control room: keys, projects, login.
import { done, keyCreated, me, projectCreated } from '@vitrine/schemas/api'
import { send, setCsrfToken } from './client.ts'

export const createKey = (project: string, name: string | undefined) =>
  send(keyCreated, { method: 'POST', path: '/keys', params: { project }, body: name ? { name } : {} })

export const revokeKey = (project: string, id: string) =>
  send(done, { method: 'DELETE', path: `/keys/${encodeURIComponent(id)}`, params: { project } })

export const createProject = (name: string) =>
  send(projectCreated, { method: 'POST', path: '/projects', body: { name } })

export const deleteProject = (id: string) =>
  send(done, { method: 'DELETE', path: `/projects/${encodeURIComponent(id)}` })

export async function login(password: string) {
  const answer = await send(me, { method: 'POST', path: '/login', body: { password } })
  setCsrfToken(answer.csrf)
  return answer
}

export const logout = () => send(done, { method: 'POST', path: '/logout' })
