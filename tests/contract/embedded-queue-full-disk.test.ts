import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { tempFolder } from '../support/product.ts'

/** A limit on file sizes stands for the full disk: the system refuses the write all the same. */
it('outlives a full disk: refuses, loses nothing that it acknowledged, and goes on when there is room', async () => {
  const folder = tempFolder('vitrine-full-')
  const script = fileURLToPath(new URL('full-disk-child.ts', import.meta.url))
  const args = ['--import', 'tsx', script, `${folder.path}/queue`]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args)
  const found = JSON.parse(stdout)
  expect(found).toMatchObject({ waiting: found.ackedWhenFull, pulled: found.ackedWhenFull, isWhole: true })
  expect(found.ackedWhenFull).toBeGreaterThan(5)
  expect(found.ackedWhenFull).toBeLessThan(30)
  expect(found.acked).toBeGreaterThan(found.ackedWhenFull)
  const refused = expect.stringMatching(/^queue_unavailable: .*EFBIG/)
  expect(found.whileReadOnly).toEqual([refused])
  expect(found.errors).toEqual([refused])
  // The binding's own words: what is refused to LMDB itself may end the process.
  expect(stderr).not.toContain('Write error')
  folder.remove()
})
