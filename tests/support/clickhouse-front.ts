/**
 * As much of a ClickHouse server's HTTP interface as @clickhouse/client needs, on the embedded engine: a stand-in
 * for a server in tests. It speaks gzip both ways, checks credentials, takes parameters from the URL or from a form,
 * and fails on demand as a server and its network do. One statement at a time.
 */
import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from 'node:https'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { drainPending, Session } from 'chdb'
import { clusterConfig, onOneShard } from './cluster-front.ts'
import { pause, tempFolder } from './product.ts'

export interface ClickhouseFront {
  readonly url: string
  /** Statements so far, newest last. */
  readonly statements: readonly string[]
  /** Bytes of bodies as they came and as they went: compressed, when they were. */
  readonly traffic: { in: number; out: number }
  /** The next `times` statements that match fail in this way. */
  fail(match: RegExp, fault: Fault, times?: number): void
  close(): Promise<void>
}

export type Fault =
  /** An exception before anything was sent: status, header and text of a server. */
  | { readonly kind: 'exception'; readonly code: number; readonly text: string }
  /** The answer of something in between: no exception code, and a page. */
  | { readonly kind: 'proxy'; readonly status: number }
  | { readonly kind: 'slow'; readonly ms: number }
  /** The connection ends before the statement ran, or after it, with no answer. */
  | { readonly kind: 'cut'; readonly when: 'before' | 'after' }
  /** 200 and the rows, then an exception: marked as by servers since 25.11, or as bare text as by older ones. */
  | { readonly kind: 'late'; readonly code: number; readonly text: string; readonly tagged: boolean }
  /** 200 and half of the answer, then the connection ends. */
  | { readonly kind: 'torn' }

export interface FrontOptions {
  readonly port?: number
  /** Kept after close: another front may go on with it. */
  readonly folder?: string
  readonly password?: string
  readonly tls?: TlsOptions
  /** Its name; see cluster-front.ts. */
  readonly cluster?: string
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly engine: Engine
}

interface Engine {
  readonly session: Session
  /** Ends statements of the other. */
  readonly killer: Session
  readonly folder: string
  readonly options: FrontOptions
  readonly statements: string[]
  readonly traffic: { in: number; out: number }
  readonly faults: { readonly match: RegExp; readonly fault: Fault; left: number }[]
}

/** What the client sends beside settings of the engine. */
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'session_id',
  'enable_http_compression',
  'role',
])
/** Settings of a server and of its cluster, which the engine alone does not need. */
const OF_SERVER = /^(insert_quorum|select_sequential|http_write|readonly$|cancel_http)/

export async function startClickhouseFront(options: FrontOptions = {}): Promise<ClickhouseFront> {
  const temporary = options.folder === undefined ? tempFolder('clickhouse-front-') : undefined
  const folder = options.folder ?? temporary?.path ?? ''
  const engine: Engine = {
    session: openSession(folder, options),
    killer: openSession(folder, options),
    folder,
    options,
    statements: [],
    traffic: { in: 0, out: 0 },
    faults: [],
  }
  let last: Promise<unknown> = Promise.resolve()
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    last = last.then(() => answer({ request, response, engine }))
  }
  const limits = { maxHeaderSize: 1024 * 1024 }
  const server =
    options.tls === undefined
      ? createServer(limits, onRequest)
      : createTlsServer({ ...limits, ...options.tls }, onRequest)
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    statements: engine.statements,
    traffic: engine.traffic,
    fail: (match, fault, times = 1) => engine.faults.push({ match, fault, left: times }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await last
      engine.session.close()
      engine.killer.close()
      // A statement that kills may still run; until it ends the folder is held, and no other can be opened.
      await drainPending()
      temporary?.remove()
    },
  }
}

function openSession(folder: string, { cluster }: FrontOptions): Session {
  const db = path.join(folder, 'db')
  if (cluster === undefined) return new Session(db)
  const config = path.join(folder, 'cluster.xml')
  writeFileSync(config, clusterConfig(cluster))
  return new Session(db, { connectionArgs: [`--config-file=${config}`] })
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, engine } = exchange
  const url = new URL(request.url ?? '/', 'http://front')
  const body = await bodyOf(request, engine).catch(() => undefined)
  // Cut while it was sending: there is nobody to answer, and nothing whole to run.
  if (body === undefined) return
  response.setHeader('X-ClickHouse-Query-Id', url.searchParams.get('query_id') ?? randomUUID())
  if (url.pathname === '/ping') return void response.end('Ok.\n')
  if (!isAllowed(request, engine.options)) {
    return sendException(
      response,
      403,
      516,
      'default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)',
    )
  }
  const form = formOf(request, body)
  for (const [name, value] of form ?? []) if (name.startsWith('param_')) url.searchParams.append(name, value)
  const inQuery = url.searchParams.get('query') ?? form?.get('query')
  const statement = inQuery ?? body.toString('utf8')
  const data = inQuery === undefined || form !== undefined ? Buffer.alloc(0) : body
  engine.statements.push(statement)
  const fault = takeFault(engine, statement)
  if (fault !== undefined && (await failBefore(fault, request, response))) return
  try {
    response.once('close', () => isCancelledOnClose(url) && !response.writableFinished && void killAll(engine))
    const rows = await run(engine, url, statement, data)
    if (fault?.kind === 'cut') return void request.socket.destroy()
    send(exchange, url, rows, fault)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const code = Number(/Code: (\d+)/.exec(message)?.[1] ?? '1002')
    response.statusCode = 500
    response.setHeader('X-ClickHouse-Exception-Code', String(code))
    response.end(`${message}\n`)
  }
}

async function run(engine: Engine, url: URL, statement: string, data: Buffer): Promise<Buffer> {
  const { session, folder, options } = engine
  const file = path.join(folder, randomUUID())
  const query = async (sql: string, format = 'Null') => Buffer.from((await session.queryAsync(sql, { format })).bytes())
  try {
    const database = url.searchParams.get('database')
    if (database !== null && !/^\s*create database/i.test(statement)) await query(`use ${database}`)
    await setParams(session, url)
    if (data.length > 0) return await query(insertFromFile(withSettings(url, statement), file, data))
    const format = /\bformat\s+(\w+)\s*$/i.exec(statement)?.[1] ?? url.searchParams.get('default_format')
    const own = options.cluster === undefined ? statement : onOneShard(statement)
    return await query(withSettings(url, own).replace(/\s+format\s+\w+\s*$/i, ''), format ?? 'TabSeparated')
  } finally {
    rmSync(file, { force: true })
  }
}

/** As servers have it: of statements that may change nothing, and only if they are told to. */
const isCancelledOnClose = ({ searchParams: of }: URL) =>
  Number(of.get('readonly') ?? 0) > 0 && of.get('cancel_http_readonly_queries_on_client_close') === '1'

/** There is one at a time. Nobody waits for it, and after the front has closed there is nothing to end. */
async function killAll({ killer }: Engine): Promise<void> {
  if (killer.open) await killer.queryAsync("kill query where query not like '%kill query%' async")
}

/** True when the fault is all that happens. */
async function failBefore(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (fault.kind === 'slow') await pause(fault.ms)
  if (fault.kind === 'exception') sendException(response, 500, fault.code, fault.text)
  if (fault.kind === 'proxy') {
    response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>')
  }
  if (fault.kind === 'cut' && fault.when === 'before') request.socket.destroy()
  return fault.kind === 'exception' || fault.kind === 'proxy' || (fault.kind === 'cut' && fault.when === 'before')
}

function sendException(response: ServerResponse, status: number, code: number, text: string): void {
  response.statusCode = status
  response.setHeader('X-ClickHouse-Exception-Code', String(code))
  response.end(`Code: ${code}. DB::Exception: ${text} (version 26.7.2.1 (official build))\n`)
}

function send({ request, response, engine }: Exchange, url: URL, rows: Buffer, fault: Fault | undefined): void {
  const exception = fault?.kind === 'late' ? lateException(response, fault) : Buffer.alloc(0)
  const plain = Buffer.concat([rows, exception])
  const isGzip =
    url.searchParams.get('enable_http_compression') === '1' &&
    String(request.headers['accept-encoding'] ?? '').includes('gzip')
  if (isGzip) response.setHeader('content-encoding', 'gzip')
  const bytes = isGzip ? gzipSync(plain) : plain
  engine.traffic.out += bytes.length
  if (fault?.kind === 'torn') {
    response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => request.socket.destroy())
    return
  }
  response.end(bytes)
}

function lateException(response: ServerResponse, { code, text, tagged }: Extract<Fault, { kind: 'late' }>): Buffer {
  const message = `Code: ${code}. DB::Exception: ${text} (version 26.7.2.1 (official build))`
  if (!tagged) return Buffer.from(`${message}\n`)
  const tag = 'abcdefghijklmnop'
  response.setHeader('X-ClickHouse-Exception-Tag', tag)
  const line = `${message}\n`
  return Buffer.from(`\r\n__exception__\r\n${tag}\r\n${line}${Buffer.byteLength(line)} ${tag}\r\n__exception__\r\n`)
}

function takeFault(engine: Engine, statement: string): Fault | undefined {
  const found = engine.faults.find(({ match, left }) => left > 0 && match.test(statement))
  if (found !== undefined) found.left -= 1
  return found?.fault
}

function isAllowed(request: IncomingMessage, { password }: FrontOptions): boolean {
  if (password === undefined) return true
  const given = String(request.headers.authorization ?? '').replace(/^Basic /, '')
  return Buffer.from(given, 'base64').toString('utf8').split(':').slice(1).join(':') === password
}

function insertFromFile(statement: string, file: string, data: Buffer): string {
  const match = /^\s*insert\s+into\s+(\S+)(\s+settings .*)?\s+format\s+(\w+)\s*$/i.exec(statement)
  if (match === null) throw new Error(`Code: 48. the front knows no data for: ${statement}`)
  writeFileSync(file, data)
  return `insert into ${match[1]} from infile '${file}' ${match[2] ?? ''} format ${match[3]}`
}

/** Settings of the URL become the statement's own; before FORMAT, where one stands. */
function withSettings(url: URL, statement: string): string {
  const pairs = [...url.searchParams]
    .filter(([name]) => !NOT_SETTINGS.has(name) && !name.startsWith('param_') && !OF_SERVER.test(name))
    .map(([name, value]) => `${name} = ${/^-?\d+(\.\d+)?$/.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`}`)
  if (pairs.length === 0 || /^\s*(--[^\n]*\n\s*)*(create|alter|drop|use|delete)/i.test(statement)) return statement
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

async function bodyOf(request: IncomingMessage, engine: Engine): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  engine.traffic.in += body.length
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
}

/** Of a multipart form only names and texts: the client sends no files. */
function formOf(request: IncomingMessage, body: Buffer): URLSearchParams | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(
    String(request.headers['content-type'] ?? ''),
  )?.[1]
  if (boundary === undefined) return undefined
  const form = new URLSearchParams()
  for (const part of body.toString('utf8').split(`--${boundary}`)) {
    const match =
      /^\r\n(?:[^\r\n]+\r\n)*?content-disposition:[^\r\n]*\bname="([^"]*)"[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*)\r\n$/i.exec(
        part,
      )
    if (match !== null) form.append(match[1] ?? '', match[2] ?? '')
  }
  return form
}
