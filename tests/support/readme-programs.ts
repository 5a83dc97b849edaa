/** The programs that the READMEs show, word by word, as files of an application. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const READMES = ['README.md', 'sdk/README.md']

/** What the programs take for granted: the application's own functions. */
export const GIVEN_TYPES = `
  declare function findDocuments(query: string): Promise<string[]>
  declare function ask(documents: string[]): { role: 'user'; content: string }[]`
export const GIVEN = `
  globalThis.findDocuments = async (query) => ['Of ' + query]
  globalThis.ask = (documents) => [{ role: 'user', content: documents.join() }]`

export interface ReadmeProgram {
  readonly readme: string
  /** As it is shown; an ES module. */
  readonly typescript: string
  /** The same where nothing can be awaited outside of a function, as in CommonJS. */
  readonly inFunction: string
}

export const README_PROGRAMS: readonly ReadmeProgram[] = READMES.flatMap((readme) => {
  const text = readFileSync(path.join(ROOT, readme), 'utf8')
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, typescript = '']) => {
    const imports = typescript.match(/^import .*\n/gm) ?? []
    const rest = imports.reduce((left, line) => left.replace(line, ''), typescript)
    return { readme, typescript, inFunction: `${imports.join('')}\nvoid (async () => {\n${rest}\n})()\n` }
  })
})

export function asJavaScript(typescript: string, format: 'esm' | 'cjs'): string {
  return transformSync(typescript, { loader: 'ts', format, platform: 'node' }).code
}
