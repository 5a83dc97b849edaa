import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acquireDataLock } from './data-lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitrine-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = () => join(folder, 'vitrine.lock')
const left = (holder: object) =>
  writeFileSync(path(), JSON.stringify({ token: 't', host: hostname(), startTicks: '1', ...holder }))

describe('the lock on a data folder', () => {
  it('keeps a second holder out, and says who is in', () => {
    const lock = acquireDataLock(folder)
    expect(() => acquireDataLock(folder)).toThrow(`process ${process.pid} works in it; stop it, or set VITRINE_DATA`)
    lock.release()
    acquireDataLock(folder).release()
  })

  it('keeps a second process out while the first lives, and is taken over when it was killed', async () => {
    const script = `import { acquireDataLock } from ${JSON.stringify(new URL('data-lock.ts', import.meta.url).href)}
      acquireDataLock(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(() => acquireDataLock(folder)).toThrow(`process ${child.pid}`)
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
    acquireDataLock(folder).release()
  })

  it('does not mistake another process with the same id for the holder', () => {
    left({ pid: process.pid })
    acquireDataLock(folder).release()
  })

  it('believes a foreign host that showed life, and not one that is silent', () => {
    left({ pid: 1, host: 'another-host' })
    expect(() => acquireDataLock(folder)).toThrow('on host another-host')
    utimesSync(path(), new Date(0), new Date(0))
    acquireDataLock(folder).release()
  })

  it('takes over a file that a crash cut short', () => {
    writeFileSync(path(), '{"tok')
    acquireDataLock(folder).release()
  })

  it('leaves alone what another took over', () => {
    const lock = acquireDataLock(folder)
    left({ token: 'other', pid: 1 })
    lock.release()
    expect(readFileSync(path(), 'utf8')).toContain('other')
  })

  it('says when the folder cannot be written', () => {
    expect(() => acquireDataLock(join(folder, 'missing'))).toThrow('cannot write to')
  })
})
