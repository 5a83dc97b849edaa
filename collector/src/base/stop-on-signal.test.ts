import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** A process whose exit hangs, as that of the engine does while statements run. */
const MODULE = fileURLToPath(new URL('stop-on-signal.ts', import.meta.url))
const script = (stop: string, maxMs: number) => `
  import { stopOnSignal } from ${JSON.stringify(MODULE)}
  process.on('exit', () => { for (;;); })
  stopOnSignal({ error: () => {} }, ${stop}, ${maxMs})
  setInterval(() => {}, 1000)
  process.stdout.write('ready')
`

function ended(stop: string, { signals, maxMs }: { signals: number; maxMs: number }): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script(stop, maxMs)])
    child.stdout.on('data', (chunk) => {
      if (String(chunk) === 'ready') child.kill('SIGTERM')
      else if (signals > 1) child.kill('SIGTERM')
    })
    child.once('close', (_, signal) => resolve(signal))
  })
}

describe('a process that is told to stop', () => {
  it('ends although its exit would hang: when the stop fails, or takes too long', async () => {
    const ends = ['() => Promise.reject(new Error("no"))', '() => new Promise(() => {})'].map((stop) =>
      ended(stop, { signals: 1, maxMs: 50 }),
    )
    expect(await Promise.all(ends)).toEqual(['SIGKILL', 'SIGKILL'])
  })

  it('ends at once when it is told again', async () => {
    const stop = '() => { process.stdout.write("stopping"); return new Promise(() => {}) }'
    expect(await ended(stop, { signals: 2, maxMs: 1_000_000 })).toBe('SIGKILL')
  })
})
