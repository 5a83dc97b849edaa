// Finds the running product and gets a key to its demo project, as a program beside it on the same machine may.
import path from 'node:path'
import { ROOT, readText } from '../lib/run.mjs'

const PROJECT = 'demo'

/** The address of the running product, or undefined. */
export async function findProduct() {
  const folder = path.resolve(ROOT, process.env.VITRINE_DATA || '.vitrine')
  const run = readText(path.join(folder, 'run.json'))
  const url = (process.env.VITRINE_URL || (run && JSON.parse(run).url) || '').replace(/\/+$/, '')
  if (url === '') return undefined
  const isReady = await fetch(`${url}/api/v1/ready`).then(
    (answer) => answer.ok,
    () => false,
  )
  return isReady ? url : undefined
}

/** A key for this run alone: `release` revokes it, and the project stays until somebody removes it. */
export async function openDemoProject(url) {
  const call = await identify(url)
  const made = await call('POST', '/projects', { name: PROJECT, is_demo: true })
  if (made.status === 201) return { id: made.body.id, key: made.body.key, release: async () => undefined }
  if (made.status !== 409) throw new Error(`cannot create the project ${PROJECT}: ${explain(made)}`)
  const { body } = await call('GET', '/projects')
  const project = body.projects.find(({ name }) => name === PROJECT)
  const query = `?project=${encodeURIComponent(project.id)}`
  const pair = await call('POST', `/keys${query}`, { name: 'demo run' })
  if (pair.status !== 201) throw new Error(`cannot make a key for the project ${PROJECT}: ${explain(pair)}`)
  return {
    id: project.id,
    key: pair.body.key,
    release: async () => void (await call('DELETE', `/keys/${pair.body.pair_id}${query}`)),
  }
}

/** The admin key where there is one; else the session that a person at this machine is given. */
async function identify(url) {
  const adminKey = process.env.VITRINE_ADMIN_KEY
  if (adminKey) return caller(url, { authorization: `Bearer ${adminKey}` })
  const answer = await fetch(`${url}/api/v1/me`)
  if (!answer.ok)
    throw new Error(`cannot log in at ${url} without a password: set VITRINE_ADMIN_KEY as the product has it`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const { csrf } = await answer.json()
  return caller(url, { cookie, 'x-csrf-token': csrf })
}

function caller(url, credentials) {
  return async (method, route, body) => {
    const answer = await fetch(`${url}/api/v1${route}`, {
      method,
      headers: { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json().catch(() => ({})) }
  }
}

function explain({ status, body }) {
  return `HTTP ${status} ${body.error?.message ?? ''} ${body.error?.advice ?? ''}`.trim()
}
