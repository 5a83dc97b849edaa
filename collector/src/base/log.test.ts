import { expect, it } from 'vitest'
import { createLogger } from './log.ts'

it('cuts secrets wherever a caller leaves them', () => {
  const lines: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } })
  log.info({
    headers: { authorization: 'S1', 'x-api-key': 'S2', cookie: 'S3' },
    password: 'S4',
    config: { adminKey: 'S5' },
  })
  log.info({ req: { headers: { authorization: 'S6' } }, keyId: 'kept' }, 'said')
  expect(lines.join()).not.toMatch(/S\d/)
  expect(lines.join()).toContain('kept')
  expect(lines.join()).toContain('said')
})
