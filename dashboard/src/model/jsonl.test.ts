import { expect, it } from 'vitest'
import { previewJsonl } from './jsonl.ts'

it('shows the first items and names each line that cannot become one', () => {
  const text = [
    '\uFEFF{"input":"a","expected":"b"}',
    '',
    '{"input":null}',
    'not json',
    '[1]',
    '{"expected":1}',
    '{"input":{"q":"سلام"}}\r',
  ].join('\n')
  expect(previewJsonl(text)).toEqual({
    lines: 6,
    samples: [
      { line: 1, input: 'a', expected: 'b' },
      { line: 3, input: null, expected: null },
      { line: 7, input: { q: 'سلام' }, expected: null },
    ],
    problems: [
      { line: 4, problem: 'not-json' },
      { line: 5, problem: 'not-object' },
      { line: 6, problem: 'no-input' },
    ],
  })
})

it('counts beyond what it shows', () => {
  expect(previewJsonl('{"input":1}\n'.repeat(500))).toMatchObject({ lines: 500, problems: [] })
})
