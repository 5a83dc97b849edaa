import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { fileOf, sheetOf } from './list-files.ts'

const ROWS = [
  {
    name: 'سلام, "دنیا"',
    start: '9007199254740993123',
    running: false,
    spans: 3,
    cost: { ours: '0.0000123' },
    tags: ['a', 'ب'],
  },
  { name: '=1+1', start: '2', running: true, spans: null, cost: { ours: null }, tags: [] },
]

describe('the rows of a list as a file', () => {
  it('have one column for each value, by its path', () => {
    expect(sheetOf(ROWS).columns).toEqual(['name', 'start', 'running', 'spans', 'cost.ours', 'tags'])
    expect(sheetOf(ROWS).rows[1]).toEqual(['=1+1', '2', true, null, null, '[]'])
  })

  it('are lines of JSON with nothing changed', async () => {
    const lines = (await (await fileOf('jsonl', ROWS)).text()).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(ROWS)
  })

  it('are a table that a spreadsheet reads, and runs nothing of', async () => {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await (await fileOf('csv', ROWS)).arrayBuffer())
    expect(text.split('\r\n')).toEqual([
      '\uFEFFname,start,running,spans,cost.ours,tags',
      '"سلام, ""دنیا""",9007199254740993123,false,3,0.0000123,"[""a"",""ب""]"',
      "'=1+1,2,true,,,[]",
      '',
    ])
  })

  it('are columns of one type each that an engine reads', async () => {
    const file = await (await fileOf('parquet', ROWS)).arrayBuffer()
    expect(await parquetReadObjects({ file })).toEqual([
      {
        name: 'سلام, "دنیا"',
        start: '9007199254740993123',
        running: false,
        spans: 3,
        'cost.ours': '0.0000123',
        tags: '["a","ب"]',
      },
      { name: '=1+1', start: '2', running: true, spans: null, 'cost.ours': null, tags: '[]' },
    ])
  })
})
