/**
 * As much of a ClickHouse server's HTTP interface as @clickhouse/client needs, on the embedded engine: a stand-in
 * for a server in tests. One statement at a time.
 */
import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import path from 'node:path'
import { Session } from 'chdb'
import { tempFolder } from './product.ts'

export interface ClickhouseFront {
  readonly url: string
  /** Statements so far, newest last. */
  readonly statements: readonly string[]
  close(): Promise<void>
}

/** What the client sends beside settings of the engine. */
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'session_id',
  'enable_http_compression',
])

export async function startClickhouseFront(): Promise<ClickhouseFront> {
  const folder = tempFolder('clickhouse-front-')
  const session = new Session(path.join(folder.path, 'db'))
  const statements: string[] = []
  let last: Promise<unknown> = Promise.resolve()
  const server = createServer((request, response) => {
    last = last.then(() => answer({ request, response, session, folder: folder.path, statements }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    statements,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await last
      session.close()
      folder.remove()
    },
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly session: Session
  readonly folder: string
  readonly statements: string[]
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, session, folder, statements } = exchange
  const url = new URL(request.url ?? '/', 'http://front')
  const body = await bodyOf(request)
  response.setHeader('X-ClickHouse-Query-Id', url.searchParams.get('query_id') ?? randomUUID())
  if (url.pathname === '/ping') return void response.end('Ok.\n')
  const inQuery = url.searchParams.get('query')
  const statement = inQuery ?? body.toString('utf8')
  const data = inQuery === null ? Buffer.alloc(0) : body
  statements.push(statement)
  const file = path.join(folder, randomUUID())
  try {
    const database = url.searchParams.get('database')
    if (database !== null && !statement.startsWith('create database')) await session.queryAsync(`use ${database}`)
    const run = withSettings(url, data.length === 0 ? statement : insertFromFile(statement, file, data))
    const format =
      /\bformat\s+(\w+)\s*$/i.exec(statement)?.[1] ?? url.searchParams.get('default_format') ?? 'TabSeparated'
    await setParams(session, url)
    const selected = data.length === 0 ? run.replace(/\s+format\s+\w+\s*$/i, '') : run
    const result = await session.queryAsync(selected, { format: data.length === 0 ? format : 'Null' })
    response.end(Buffer.from(result.bytes()))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    response.setHeader('X-ClickHouse-Exception-Code', /Code: (\d+)/.exec(message)?.[1] ?? '1002')
    response.statusCode = 500
    response.end(`${message}\n`)
  } finally {
    rmSync(file, { force: true })
  }
}

function insertFromFile(statement: string, file: string, data: Buffer): string {
  const match = /^\s*insert\s+into\s+(\S+)\s+format\s+(\w+)\s*$/i.exec(statement)
  if (match === null) throw new Error(`Code: 48. the front knows no data for: ${statement}`)
  writeFileSync(file, data)
  return `insert into ${match[1]} from infile '${file}' format ${match[2]}`
}

/** Settings of the URL become the statement's own; before FORMAT, where one stands. */
function withSettings(url: URL, statement: string): string {
  const pairs = [...url.searchParams]
    .filter(([name]) => !NOT_SETTINGS.has(name) && !name.startsWith('param_'))
    .map(([name, value]) => `${name} = ${/^-?\d+(\.\d+)?$/.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`}`)
  if (pairs.length === 0 || /^\s*(create|alter|drop|use|delete)/i.test(statement)) return statement
  const settings = ` settings ${pairs.join(', ')}`
  const format = /\s+format\s+\w+\s*$/i.exec(statement)
  return format === null ? `${statement}${settings}` : `${statement.slice(0, format.index)}${settings}${format[0]}`
}

/** The engine takes a parameter's text from a setting exactly as a server takes it from the URL. */
async function setParams(session: Session, url: URL): Promise<void> {
  for (const [name, value] of url.searchParams) {
    if (!name.startsWith('param_')) continue
    const text = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
    await session.queryAsync(`set ${name} = '${text}'`)
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
