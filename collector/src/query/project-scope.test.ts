import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { grantScope, isScope } from './project-scope.ts'

const SOURCES = fileURLToPath(new URL('..', import.meta.url))

it('only what was granted is a scope', () => {
  const scope = grantScope('a~1')
  expect(isScope(scope)).toBe(true)
  expect(isScope({ ...scope })).toBe(false)
  expect(isScope(structuredClone(scope))).toBe(false)
  expect(isScope({ projectId: 'a~1' })).toBe(false)
  expect(() => Object.assign(scope, { projectId: 'b~1' })).toThrow()
})

it('only auth grants scopes', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  const code = files.filter((file) => file.endsWith('.ts') && !file.includes('test'))
  const callers = code.filter((file) => /\bgrantScope\(/.test(readFileSync(`${SOURCES}/${file}`, 'utf8')))
  expect(callers.sort()).toEqual(['api/auth.ts', 'query/project-scope.ts'])
})
