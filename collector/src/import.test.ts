import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProgressView } from './import/progress.ts'
import { readRetryAfter } from './import/send.ts'
import { openImportState } from './import/state.ts'
import { type ImportRequest, importFiles } from './import.ts'

interface Seen {
  readonly path: string
  readonly body: string
  readonly authorization: string | undefined
}
type Reply = (seen: Seen, count: number) => { status: number; body?: string; headers?: Record<string, string> }

let folder = ''
let door: Server
let url = ''
let seen: Seen[] = []
let reply: Reply
const accept: Reply = () => ({ status: 200, body: '{}' })

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'vitrine-import-'))
  seen = []
  reply = accept
  door = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method !== 'POST') {
        response.writeHead(404).end()
        return
      }
      const body = gunzipSync(Buffer.concat(chunks)).toString()
      const entry = { path: request.url ?? '', body, authorization: request.headers.authorization }
      seen.push(entry)
      const { status, body: text, headers } = reply(entry, seen.length)
      response.writeHead(status, headers).end(text)
    })
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterEach(async () => {
  door.closeAllConnections()
  await new Promise((resolve) => door.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const line = (i: number, spans = 1) =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: Array(spans).fill({ name: `span ${i}` }) }] }] })
const lines = (count: number) => `${Array.from({ length: count }, (_, i) => line(i)).join('\n')}\n`
const silent: ProgressView = { update: () => undefined, note: () => undefined, end: () => undefined }

function fileOf(name: string, content: string | Buffer): string {
  const file = path.join(folder, name)
  writeFileSync(file, content)
  return file
}

/** Waiting takes no time: the clock goes on by as much as was waited for. */
async function run(
  files: string[],
  options: Partial<ImportRequest> = {},
  doorOptions: Partial<ImportRequest['door']> = {},
) {
  let now = 0
  const waits: number[] = []
  const wait = (ms: number) => {
    waits.push(ms)
    now += ms
    return Promise.resolve()
  }
  const state = options.state ?? (await openImportState(path.join(folder, 'state.json')))
  const whole = { files, state, concurrency: 3, restart: false, view: silent, ...options }
  const target = { url, key: 'the-key', patienceMs: 60_000, wait, nowMs: () => now, ...doorOptions }
  const reports = await importFiles({ ...whole, door: target })
  return { reports, waits }
}

const bodies = () => seen.map(({ body }) => body).sort()

describe('import', () => {
  it.each([
    ['plain', (text: string) => text],
    ['gzipped', (text: string) => gzipSync(text)],
    [
      'gzipped in two pieces',
      (text: string) => Buffer.concat([gzipSync(text.slice(0, 700)), gzipSync(text.slice(700))]),
    ],
    ['without a last line end', (text: string) => text.trimEnd()],
    ['with Windows line ends and blank lines', (text: string) => text.replaceAll('\n', '\r\n\r\n')],
  ])('sends every line of a file that is %s, with the key', async (_what, encode) => {
    const { reports } = await run([fileOf('a', encode(lines(20)))])
    expect(seen.map(({ body }) => body.trim()).sort()).toEqual(lines(20).trimEnd().split('\n').sort())
    expect(new Set(seen.map((entry) => `${entry.path} ${entry.authorization}`))).toEqual(
      new Set(['/v1/traces Bearer the-key']),
    )
    expect(reports[0]?.progress).toMatchObject({
      acceptedSpans: 20,
      rejectedSpans: 0,
      failedLines: 0,
      isComplete: true,
    })
  })

  it('leads logs and metrics to their doors', async () => {
    await run([fileOf('a', '{"resourceLogs":[]}\n{"resourceMetrics":[]}\n')])
    expect(seen.map((entry) => entry.path).sort()).toEqual(['/v1/logs', '/v1/metrics'])
  })

  it('counts what the door rejects, and names lines that are no OTLP', async () => {
    reply = ({ body }) =>
      body.includes('span 1')
        ? { status: 200, body: '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"bad_span_id"}}' }
        : body.includes('span 2')
          ? { status: 400, body: 'cannot parse' }
          : { status: 200, body: '{}' }
    const content = [line(0, 4), line(1, 5), line(2), 'not json', '{"a":1}', '[]'].join('\n')
    const { reports } = await run([fileOf('a', content)])
    expect(reports[0]?.progress).toMatchObject({ acceptedSpans: 7, rejectedSpans: 3, failedLines: 4 })
    const reasons = reports[0]?.reasons.map(({ reason }) => reason).join('\n')
    for (const part of [
      'bad_span_id',
      'line 3: 400: cannot parse',
      'line 4: not JSON',
      'line 5: JSON without',
      'line 6:',
    ]) {
      expect(reasons).toContain(part)
    }
  })

  it('passes over a line beyond the bound and goes on', async () => {
    const { reports } = await run([fileOf('a', `${line(0)}\n${'x'.repeat(5000)}\n${line(1)}\n`)], {
      maxLineBytes: 1000,
    })
    expect(bodies()).toEqual([line(0), line(1)])
    expect(reports[0]?.reasons[0]?.reason).toMatch(/^line 2: the line is too long/)
  })

  it.each([
    [429, { 'retry-after': '7' }, [7000, 7000]],
    [503, {}, [500, 1000]],
  ])('is patient with %i %j', async (status, headers, expected) => {
    reply = (_entry, count) => (count <= 2 ? { status, headers } : { status: 200, body: '{}' })
    const { reports, waits } = await run([fileOf('a', line(0))])
    expect(waits).toEqual(expected)
    expect(reports[0]?.progress.acceptedSpans).toBe(1)
  })

  it('goes on where it stopped: no line is left out, and only what was in flight is sent twice', async () => {
    const file = fileOf('a', lines(50))
    reply = ({ body }) =>
      body.includes('span 20"') ? { status: 401, body: 'key revoked' } : { status: 200, body: '{}' }
    await expect(run([file])).rejects.toThrow(/refused the key/)
    const before = new Set(bodies())
    expect(before.size).toBeLessThan(50)
    reply = accept
    seen = []
    const { reports } = await run([file])
    expect(new Set([...before, ...bodies()]).size).toBe(50)
    expect(seen.length).toBeLessThanOrEqual(50 - 18)
    expect(reports[0]?.progress).toMatchObject({ acceptedSpans: 50, isComplete: true })

    seen = []
    expect((await run([file])).reports[0]).toMatchObject({ wasComplete: true, progress: { acceptedSpans: 50 } })
    expect(seen).toEqual([])
    await run([file], { restart: true })
    expect(seen).toHaveLength(50)
  })

  it('knows a file by its content and its target, wherever it lies', async () => {
    const file = fileOf('a', lines(3))
    await run([file])
    seen = []
    await run([fileOf('renamed', lines(3))])
    expect(seen).toEqual([])
    await run([file], {}, { key: 'another' })
    expect(seen).toHaveLength(3)
    seen = []
    appendFileSync(file, line(3))
    await run([file])
    expect(seen).toHaveLength(4)
  })

  it('says what to do about a missing file, a folder, a cut file, a silent server and one that never was', async () => {
    const good = fileOf('a', lines(1))
    await expect(run([good, path.join(folder, 'none')])).rejects.toThrow(/none: there is no such file/)
    await expect(run([folder])).rejects.toThrow(/not a file/)
    expect(seen).toEqual([])
    const noise = Array.from({ length: 400 }, (_, i) => createHash('sha256').update(String(i)).digest('hex')).join('')
    const cut = gzipSync(`${lines(3)}${noise}\n`).subarray(0, -4000)
    await expect(run([fileOf('cut', cut)])).rejects.toThrow(/cannot read .*cut to its end/)
    reply = () => ({ status: 503 })
    await expect(run([good])).rejects.toThrow(/answered 503, and it stayed so for 60 s; .*npm start/)
    await expect(run([good], {}, { url: 'http://127.0.0.1:9' })).rejects.toThrow(/no server answers at .*npm start/)
  })
})

it.each([
  [null, undefined],
  ['12', 12_000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9_000],
  ['soon', undefined],
])('reads Retry-After %j', (header, ms) => {
  expect(readRetryAfter(header, 1_000)).toBe(ms)
})
