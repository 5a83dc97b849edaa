/** Every captured case against what happened: right, or in the list of what the library does not send. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bodiesOf, readBodies } from '../../support/dialects/captures.ts'
import { compare } from '../../support/dialects/compare.ts'
import { dialectsPage } from '../../support/dialects/page.ts'
import { javascriptTruths, pythonTruths } from '../../support/dialects/truth.ts'
import { reasonFor, UNSENT, type Unsent } from '../../support/dialects/unsent.ts'
import { hasSharedData } from '../shared-data.ts'

const truths = hasSharedData ? [...javascriptTruths(), ...pythonTruths()] : []

describe.skipIf(!hasSharedData)('every captured case', () => {
  const used = new Set<Unsent>()

  test.each(truths)('$name', (truth) => {
    const wrong = compare(truth, readBodies(bodiesOf(truth.folder, truth.name))).filter(({ isRight }) => !isRight)
    const caseName = truth.name.slice(truth.framework.length + 1)
    const unexplained = wrong.filter(({ fact }) => {
      const reason = reasonFor(truth.framework, caseName, fact)
      if (reason !== undefined) used.add(reason)
      return reason === undefined
    })
    expect(unexplained).toEqual([])
  })

  test('no reason is given for what is right', () => {
    expect(UNSENT.filter((each) => !used.has(each))).toEqual([])
  })

  test('docs/dialects.md says it; `node scripts/docs-dialects.mjs` writes it anew', () => {
    expect(readFileSync(new URL('../../../docs/dialects.md', import.meta.url), 'utf8')).toBe(dialectsPage())
  })
})
