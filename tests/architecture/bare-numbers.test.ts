import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** Digits are the reader's choice: a number that goes to the page by itself is Latin and without marks of thousands. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
/** Attributes that people read or hear. */
const READ = new Set(['title', 'aria-label', 'label', 'alt', 'placeholder', 'text', 'options', 'entries'])

function isNumber(type: ts.Type): boolean {
  if (!type.isUnion()) return (type.flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike)) !== 0
  const said = type.types.filter(({ flags }) => (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) === 0)
  return said.length > 0 && said.every(isNumber)
}

/** Is this part of what stands on the page, and not of a style or a key? */
function isRead(node: ts.Node): boolean {
  const at = ts.findAncestor(node, (one) => ts.isJsxExpression(one) || ts.isJsxAttribute(one))
  if (at === undefined || ts.isJsxAttribute(at) || isKeyOfText(node)) return false
  return ts.isJsxAttribute(at.parent) ? READ.has(at.parent.name.getText()) : true
}

/** t(`ingest.refusedWhy.s${status}`) */
function isKeyOfText(node: ts.Node): boolean {
  const inFirst = ts.findAncestor(
    node,
    (one) =>
      !ts.isSourceFile(one) &&
      ts.isCallExpression(one.parent) &&
      one.parent.expression.getText() === 't' &&
      one.parent.arguments[0] === one,
  )
  return inFirst !== undefined
}

function bareNumbers(program: ts.Program, isOurs: (file: string) => boolean): string[] {
  const checker = program.getTypeChecker()
  const found: string[] = []
  for (const file of program.getSourceFiles().filter(({ fileName }) => isOurs(fileName))) {
    const visit = (node: ts.Node): void => {
      const shown = ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent) ? node.expression : undefined
      const written = ts.isTemplateSpan(node) && isRead(node) ? node.expression : undefined
      const expression = shown ?? written
      if (expression !== undefined && isNumber(checker.getTypeAtLocation(expression))) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart())
        found.push(`${path.relative(ROOT, file.fileName)}:${line + 1} ${expression.getText()}`)
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
  return found
}

describe('numbers on the pages', () => {
  it('are found where they stand bare', () => {
    const name = path.join(ROOT, 'dashboard/src/sample.tsx')
    const code = `const n: number = 1; const m: number | null = 2; const s = 'a'
      export const Sample = () => <b title={\`\${n} of it\`} style={{ width: \`\${n}px\` }} key={\`\${n}\`}>{n}{m}{s}{\`\${n}!\`}{String(n)}</b>`
    const options: ts.CompilerOptions = { jsx: ts.JsxEmit.Preserve, noLib: true, strict: true, types: [] }
    const host = ts.createCompilerHost(options)
    const source = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, true)
    const program = ts.createProgram([name], options, {
      ...host,
      getSourceFile: (of) => (of === name ? source : undefined),
    })
    const found = bareNumbers(program, (file) => file === name)
    expect(found.map((one) => one.replace(/^.*:2 /, ''))).toEqual(['n', 'n', 'm', 'n'])
  })

  it('are all written by the formatter', () => {
    const config = path.join(ROOT, 'dashboard/tsconfig.json')
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
    const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host)
    expect(parsed?.fileNames.length).toBeGreaterThan(100)
    const program = ts.createProgram(parsed?.fileNames ?? [], { ...parsed?.options, noEmit: true })
    const isOurs = (file: string) => file.startsWith(path.join(ROOT, 'dashboard/src')) && file.endsWith('.tsx')
    expect(bareNumbers(program, isOurs)).toEqual([])
  })
})
