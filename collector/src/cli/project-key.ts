/**
 * A key for `--project NAME`: the doors take the key of one project and no other, so the command asks the API for a
 * pair of its own and revokes it in the end. Who may do that: the admin key, or the person at the server's machine. A
 * key of that very project is used as it is.
 */
import { messageOf } from '../base/errors.ts'
import { ImportStopped } from '../import/send.ts'

export interface ProjectKey {
  readonly key: string
  /** What to tell the user; a project that was made for the import keeps its keys, and they are shown this once. */
  readonly note: string | undefined
  /** Takes back a key that was made for this import alone. */
  release(): Promise<void>
}

const KEY_NAME = 'vitrine import'

export async function projectKey(url: string, project: string, key: string | undefined): Promise<ProjectKey> {
  const headers = key === undefined ? await localSession(url) : { authorization: `Bearer ${key}` }
  const query = `project=${encodeURIComponent(project)}`
  const made = await call(`${url}/api/v1/keys?${query}`, { method: 'POST', headers, body: { name: KEY_NAME } })
  if (made.status === 201) {
    const { key: secret, pair_id: pairId } = made.body
    const release = async () => {
      await call(`${url}/api/v1/keys/${pairId}?${query}`, { method: 'DELETE', headers })
    }
    return { key: String(secret), note: undefined, release }
  }
  if (made.status === 403 && key !== undefined && (await isKeyOf(url, project, headers))) {
    return { key, note: undefined, release: () => Promise.resolve() }
  }
  if (made.status !== 404) throw refused(project, made)
  const created = await call(`${url}/api/v1/projects`, { method: 'POST', headers, body: { name: project } })
  if (created.status !== 201) throw refused(project, created)
  const note = `project ${project} created; its keys, shown this once: ${created.body.key} (secret), ${created.body.public_key} (public)`
  return { key: String(created.body.key), note, release: () => Promise.resolve() }
}

async function isKeyOf(url: string, project: string, headers: Record<string, string>): Promise<boolean> {
  const { body } = await call(`${url}/api/v1/projects`, { method: 'GET', headers })
  const readable = Array.isArray(body.projects) ? (body.projects as { id: string; name: string }[]) : []
  return readable.some(({ id, name }) => id === project || name === project)
}

interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly cookie: string
}

/** At the server's machine no password is needed: the server gives its cookie, and the token that changes need. */
async function localSession(url: string): Promise<Record<string, string>> {
  const me = await call(`${url}/api/v1/me`, { method: 'GET', headers: {} })
  if (me.status === 200) return { cookie: me.cookie, 'x-csrf-token': String(me.body.csrf) }
  throw new ImportStopped(`cannot import into a project by name from another machine without --key and the admin key`)
}

async function call(
  url: string,
  request: { method: string; headers: Record<string, string>; body?: unknown },
): Promise<Answered> {
  const { method, headers, body } = request
  try {
    const response = await fetch(url, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return { status: response.status, body: JSON.parse(text) as Answered['body'], cookie }
  } catch (error) {
    throw new ImportStopped(
      `cannot import: no Vitrine answers at ${url} (${messageOf(error)}); start it with npm start`,
      {
        cause: error,
      },
    )
  }
}

function refused(project: string, answer: Answered): ImportStopped {
  const error = answer.body.error as { message?: string; advice?: string } | undefined
  const why = `${error?.message ?? answer.status}; ${error?.advice ?? 'check --url and --key'}`
  return new ImportStopped(`cannot import into the project ${project}: ${why}`)
}
