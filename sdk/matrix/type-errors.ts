/** What TypeScript says about a program that uses a client library as it is installed here. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
}

/** By the name of each source. They stand in `folder` as far as imports go; nothing is written. All are one program. */
export function typeErrors(folder: string, sources: Readonly<Record<string, string>>): Record<string, string[]> {
  const fileOf = (name: string) => path.join(HERE, folder, `types-of-${name}.ts`)
  const files = new Map(Object.entries(sources).map(([name, source]) => [fileOf(name), source]))
  const host = ts.createCompilerHost(OPTIONS)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => files.has(file) || fileExists(file)
  host.readFile = (file) => files.get(file) ?? readFile(file)
  host.getSourceFile = (file, options, ...rest) => {
    const source = files.get(file)
    return source === undefined ? getSourceFile(file, options, ...rest) : ts.createSourceFile(file, source, options)
  }
  const program = ts.createProgram([...files.keys()], OPTIONS, host)
  const errorsOf = (name: string) => {
    const source = program.getSourceFile(fileOf(name))
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  }
  return Object.fromEntries(Object.keys(sources).map((name) => [name, errorsOf(name)]))
}

/** Claims of two types being one, and the function that every source wraps with. */
export const PRELUDE = `
  import { wrap } from '../../src/wrap.ts'
  type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
  const holds = <_Claim extends true>(): void => undefined
`
