import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { tempFolder } from '../support/product.ts'

/** A limit on file sizes stands for the full disk: the system refuses the write all the same. */
const LIMIT_BLOCKS = 16_000

it('outlives a full disk: refuses, loses nothing that it acknowledged, and goes on when there is room', async () => {
  const folder = tempFolder('vitrine-full-')
  const script = fileURLToPath(new URL('full-disk-child.ts', import.meta.url))
  const command = `ulimit -f ${LIMIT_BLOCKS}; exec "${process.execPath}" --import tsx "${script}" "${folder.path}/queue"`
  const { stdout } = await promisify(execFile)('bash', ['-c', command])
  const found = JSON.parse(stdout)
  expect(found).toMatchObject({ waiting: found.ackedWhenFull, pulled: found.ackedWhenFull, isWhole: true })
  expect(found.ackedWhenFull).toBeGreaterThan(5)
  expect(found.ackedWhenFull).toBeLessThan(30)
  expect(found.acked).toBeGreaterThan(found.ackedWhenFull)
  expect(found.codes).toEqual(['queue_unavailable'])
  folder.remove()
})
