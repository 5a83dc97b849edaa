// Lets a page ask for everything it begins with at once. The built page names its program; the program learns only when
// it runs which texts and which page it needs, and each of those what it imports. The table of these files is made from
// the build and put into the small script that runs before anything is drawn, under a name that may be kept for ever.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin, Rolldown } from 'vite'

const SCRIPT = 'assets/begin.js'
const TABLE = 'const FILES = {}'
/** A route of a project and the source of its page, as the router says it. */
const ROUTE = /path: '\/(?<page>[a-z]+)(?<more>\/\$\w+)?',[^}]*?import\('\.(?<source>\/views\/[^']+)'\)/g

export function firstFiles(): Plugin {
  return {
    name: 'vitrine-first-files',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      const script = readFileSync(path.join(dir, SCRIPT), 'utf8')
      if (!script.includes(TABLE)) throw new Error(`${SCRIPT} has no "${TABLE}" to be filled`)
      const text = script.replace(TABLE, `const FILES = ${JSON.stringify(tableOf(bundle))}`)
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
      const name = SCRIPT.replace('.js', `-${hash}.js`)
      writeFileSync(path.join(dir, name), text)
      rmSync(path.join(dir, SCRIPT))
      const page = path.join(dir, 'index.html')
      writeFileSync(page, readFileSync(page, 'utf8').replace(`/${SCRIPT}`, `/${name}`))
    },
  }
}

function tableOf(bundle: Rolldown.OutputBundle): Record<string, readonly string[]> {
  const chunks = new Map(
    Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])),
  )
  const entry = [...chunks.values()].find((chunk) => chunk.isEntry)
  const known = new Set(entry === undefined ? [] : closure(entry, chunks))
  const filesOf = (source: string) => {
    const chunk = [...chunks.values()].find(
      ({ facadeModuleId }) => facadeModuleId === path.join(import.meta.dirname, 'src', source),
    )
    if (chunk === undefined) throw new Error(`the build has no chunk of ${source}`)
    return closure(chunk, chunks).filter((file) => !known.has(file))
  }
  const router = readFileSync(path.join(import.meta.dirname, 'src/router.tsx'), 'utf8')
  const pages = [...router.matchAll(ROUTE)].map(({ groups: { page = '', more, source = '' } = {} }) => [
    more === undefined ? page : `${page}/`,
    filesOf(source),
  ])
  return { en: filesOf('locales/en.ts'), fa: filesOf('locales/fa.ts'), ...Object.fromEntries(pages) }
}

/** A chunk and all that it imports, the nearest first. */
function closure(chunk: Rolldown.OutputChunk, chunks: ReadonlyMap<string, Rolldown.OutputChunk>): string[] {
  const files = new Set([chunk.fileName])
  for (const file of files) for (const imported of chunks.get(file)?.imports ?? []) files.add(imported)
  return [...files]
}
