/** A project's name is what people read; its id is `<slug>~<generation>`, so that an old name may start empty again. */
import { createHash } from 'node:crypto'

const MAX_PROJECT_NAME = 100

/** The name as it is kept, or why it cannot be one. */
export function readProjectName(raw: string): { kind: 'name'; name: string } | { kind: 'bad'; why: string } {
  const name = raw.normalize('NFC').trim()
  if (name === '') return { kind: 'bad', why: 'it is empty' }
  if (name.length > MAX_PROJECT_NAME) return { kind: 'bad', why: `it is longer than ${MAX_PROJECT_NAME} characters` }
  if (/[\p{Cc}~]/u.test(name)) return { kind: 'bad', why: 'it holds a control character or ~, which marks ids' }
  return { kind: 'name', name }
}

/** Lower-case Latin letters, digits and dashes; a name in another script is told by its hash. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return slug === '' ? `p-${createHash('sha256').update(name).digest('hex').slice(0, 8)}` : slug
}

export function projectIdOf(slug: string, generation: number): string {
  return `${slug}~${generation}`
}

export function slugOfId(projectId: string): string {
  return projectId.slice(0, projectId.lastIndexOf('~'))
}
