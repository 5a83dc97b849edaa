import { writeFileSync } from 'node:fs'
import path from 'node:path'

export interface ClockOfAProcess {
  /** For the process whose clock it is to be. */
  readonly nodeArgs: readonly string[]
  /** The process sees a time that is so far from the right one, from within the next 50 ms on. */
  jump(ms: number): void
}

/** Another process' clock, moved from here: a preload that adds what a file says. */
export function clockOfAProcess(folder: string): ClockOfAProcess {
  const [preload, offset] = ['clock.mjs', 'clock-offset'].map((name) => path.join(folder, name)) as [string, string]
  writeFileSync(offset, '0')
  writeFileSync(
    preload,
    `import { readFileSync, watchFile } from 'node:fs'
const now = Date.now.bind(Date)
let ms = 0
watchFile(${JSON.stringify(offset)}, { interval: 50 }, () => { ms = Number(readFileSync(${JSON.stringify(offset)}, 'utf8')) || 0 }).unref()
Date.now = () => now() + ms
`,
  )
  return { nodeArgs: ['--import', preload], jump: (ms) => writeFileSync(offset, String(ms)) }
}
