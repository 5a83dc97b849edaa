import { describe, expect, it } from 'vitest'
import { createGroupWriter } from './group-writer.ts'

const DISK = new Error('no space left on device')
type Root = Parameters<typeof createGroupWriter>[0]['root'] extends () => infer T ? T : never

/** Transactions and reopenings fail as told, in order; everything else works. */
function home(fails: { batch?: readonly boolean[]; make?: readonly boolean[]; reopen?: readonly boolean[] }) {
  const log: string[] = []
  const left = { batch: [...(fails.batch ?? [])], make: [...(fails.make ?? [])], reopen: [...(fails.reopen ?? [])] }
  const step = async (name: 'batch' | 'make' | 'reopen', text: string = name) => {
    log.push(text)
    await Promise.resolve()
    if (left[name].shift() === true) throw DISK
  }
  const root = {
    batch: async (run: () => void) => {
      const at = log.push('batch') - 1
      run()
      await Promise.resolve()
      if (left.batch.shift() !== true) return
      log[at] = 'failed batch'
      // As lmdb does it: the reason comes in a second promise.
      throw Object.assign(new Error('commit failed'), { commitError: Promise.reject(DISK) })
    },
    put: async (key: string) => void log.push(`put ${key}`),
  } as unknown as Root
  const writer = createGroupWriter({
    root: () => root,
    room: { make: (bytes) => step('make', `make ${bytes}`), close: async () => {} },
    what: 'queue',
    finish: () => {},
    reopen: () => step('reopen'),
  })
  const submit = (bytes: number) => writer.submit({ bytes, write: () => void log.push(`write ${bytes}`) })
  return { log, submit }
}

const REFUSED = { code: 'queue_unavailable', message: expect.stringContaining(DISK.message) }

describe('a group of writes', () => {
  it('waits for room first, and writes nothing when there is none', async () => {
    const { log, submit } = home({ make: [true] })
    await expect(submit(100)).rejects.toMatchObject(REFUSED)
    await submit(0)
    expect(log).toEqual(['make 612', 'make 0', 'batch', 'write 0'])
  })

  it('that failed is followed by nothing before the environment was opened again and has turned', async () => {
    const { log, submit } = home({ batch: [true] })
    await expect(submit(0)).rejects.toMatchObject(REFUSED)
    await submit(0)
    expect(log).toEqual([
      ...['make 0', 'failed batch', 'write 0'],
      ...['reopen', 'make 0', 'batch', 'put turn'],
      ...['make 0', 'batch', 'write 0'],
    ])
  })

  it.each(['reopen', 'make', 'batch'] as const)('is refused while that cannot be done: %s', async (step) => {
    const { log, submit } = home({
      batch: [true],
      ...{ [step]: step === 'reopen' ? [true] : [step === 'batch', true] },
    })
    await expect(submit(0)).rejects.toMatchObject(REFUSED)
    await submit(0)
    expect(log.filter((text) => text === 'reopen')).toHaveLength(2)
    expect(log.slice(-3)).toEqual(['make 0', 'batch', 'write 0'])
  })
})
