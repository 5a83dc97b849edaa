import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

/** The checker of the borders is itself checked: it must see modules, and a planted breach must be caught. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const planted = mkdtempSync(path.join(tmpdir(), 'vitrine-borders-'))
afterAll(() => rmSync(planted, { recursive: true, force: true }))

interface Cruise {
  summary: { totalCruised: number; violations: { from: string; rule: { name: string } }[] }
}

function cruise(cwd: string, folders: string[]): Promise<Cruise> {
  const bin = path.join(ROOT, 'node_modules/.bin/depcruise')
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders]
  return new Promise((resolve, reject) => {
    execFile(bin, args, { cwd, maxBuffer: 1 << 28 }, (error, stdout) => {
      if (stdout === '') reject(error ?? new Error('dependency-cruiser printed nothing'))
      else resolve(JSON.parse(stdout) as Cruise)
    })
  })
}

function plant(file: string, text: string): void {
  const target = path.join(planted, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text)
}

const BREACHES: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['base-knows-no-room', 'collector/src/base/a.ts', '../store/target.ts'],
  ['write-side-never-reads', 'collector/src/receive/b.ts', '../query/target.ts'],
  ['read-side-never-writes', 'collector/src/query/c.ts', '../decode/target.ts'],
  ['pure-rooms-do-no-io', 'collector/src/enrich/d.ts', 'node:fs'],
  ['only-main-wires', 'collector/src/api/e.ts', '../main.ts'],
  ['dashboard-reads-the-public-api', 'dashboard/src/model/f.ts', '../../../collector/src/query/target.ts'],
  ['pages-never-import-pages', 'dashboard/src/views/one/g.ts', '../two/target.ts'],
]

describe('the borders between rooms', () => {
  it('are seen: the real tree has modules and no breach', async () => {
    const { summary } = await cruise(ROOT, ['schemas/src', 'sdk/src', 'collector/src', 'dashboard/src'])
    expect(summary.totalCruised).toBeGreaterThan(40)
    expect(summary.violations).toEqual([])
  }, 120_000)

  it('catch every planted breach', async () => {
    cpSync(path.join(ROOT, '.dependency-cruiser.cjs'), path.join(planted, '.dependency-cruiser.cjs'))
    cpSync(path.join(ROOT, 'tsconfig.base.json'), path.join(planted, 'tsconfig.base.json'))
    plant('package.json', '{"type":"module"}')
    plant('collector/src/main.ts', 'export const main = 1\n')
    for (const room of [
      'collector/src/store',
      'collector/src/query',
      'collector/src/decode',
      'dashboard/src/views/two',
    ])
      plant(`${room}/target.ts`, 'export const target = 1\n')
    for (const [, file, imports] of BREACHES)
      plant(file, `import * as planted from '${imports}'\nexport const seen = planted\n`)

    const { summary } = await cruise(planted, ['collector/src', 'dashboard/src'])
    const caught = summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`)
    for (const [rule, file] of BREACHES) expect(caught).toContain(`${rule} ${file}`)
  }, 120_000)
})
