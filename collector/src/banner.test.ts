import { describe, expect, it } from 'vitest'
import { banner } from './banner.ts'
import type { FirstStart } from './control/control.ts'

const RUN = {
  pid: 1,
  url: 'http://127.0.0.1:4320',
  otlp: 'http://127.0.0.1:4318',
  grpc: '127.0.0.1:4317',
  version: '0',
  started: '',
}
const project = { id: 'default~1', name: 'default', isDemo: false, createdMs: 0 }

const linesOf = (first: FirstStart) =>
  banner(RUN, '/data', first)
    .split('\n')
    .filter((line) => /Project|Secret key|Public key|Password/.test(line))
    .map((line) => line.trim().replace(/\s+/g, ' '))

describe('what a start prints of keys', () => {
  it.each<[string, FirstStart, readonly string[]]>([
    [
      'a pair that was made here',
      { project, pair: { key: 'vt_sk_1', publicKey: 'vt_pk_1' } },
      ['Project default', 'Secret key vt_sk_1 (shown this once)', 'Public key vt_pk_1'],
    ],
    [
      'a public key that was made to a given secret one',
      { project, publicKey: 'vt_pk_1' },
      ['Project default', 'Public key vt_pk_1 (shown this once)'],
    ],
    ['nothing that the environment gave', { project }, []],
    ['nothing on a later start', {}, []],
  ])('shows %s', (_what, first, lines) => {
    expect(linesOf(first)).toEqual(lines)
  })
})
