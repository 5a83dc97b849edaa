// `node dashboard/dev/fake-api.mjs [--port N] [--empty]`: the built dashboard with made-up data, for development only.
// It sends the same content security policy as the collector, so that what breaks there breaks here. `--empty` starts
// with a project that has no spans; they arrive 6 s later.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { makeTraces, ns } from './fake-data.mjs'
import { seriesAnswer, totalsAnswer } from './fake-numbers.mjs'
import { skeletonLines, spanDetail } from './fake-spans.mjs'

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : (process.argv[at + 1] ?? '')
}
const PORT = Number(option('port') ?? 24320)
const EMPTY = process.argv.includes('--empty')
const LOCKED = process.argv.includes('--locked')
const APP = path.join(import.meta.dirname, '..', 'dist', 'app')
const STARTED = Date.now()
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

const traces = makeTraces(STARTED)
let loggedIn = !LOCKED
let projects = [
  { id: 'default~1', name: 'default', is_demo: false, created: ns(STARTED - 9e8) },
  { id: 'demo~1', name: 'demo', is_demo: true, created: ns(STARTED - 8e8) },
]
let keys = ['secret', 'public'].map((kind, i) => ({
  id: `key-${i}`,
  kind,
  prefix: kind === 'secret' ? 'sk-vt-7Qd2' : 'pk-vt-99af',
  pair_id: 'pair-1',
  name: 'first pair',
  created: ns(STARTED - 9e8),
}))
const datasets = [
  { id: 'ds-1', name: 'hard tickets', description: 'تیکت‌های دشوار', items: 3, created: ns(STARTED - 5e8) },
]
const items = [0, 1, 2].map((i) => ({
  id: `item-${i}`,
  input: { question: traces[i].question },
  expected: traces[i].answer,
  metadata: { source: 'fake' },
  source_trace_id: traces[i].facts.trace_id,
  source_span_id: traces[i].spans[0].span_id,
  position: i,
  created: ns(STARTED - 4e8),
}))
const jobs = new Map()

const me = () => ({ kind: 'user', id: 'owner', role: 'owner', projects, csrf: 'fake-csrf' })
const notFound = (code) => ({ status: 404, error: code })

function listTraces(params) {
  const limit = Number(params.get('limit') ?? 50)
  const offset = Number(params.get('cursor') ?? 0)
  const from = params.get('from')
  const to = params.get('to')
  const q = params.get('q') ?? ''
  const word = /^(\w+):"?([^"]*)"?$/.exec(q)
  const matches = ({ facts, question }) =>
    (from === null || BigInt(facts.start) >= timeOf(from)) &&
    (to === null || BigInt(facts.start) < timeOf(to)) &&
    (q === '' || (word === null ? question.includes(q) : String(facts[word[1]] ?? facts.models).includes(word[2])))
  const found = traces.filter(matches)
  const rows = found.slice(offset, offset + limit).map(({ facts, question, answer }) => ({
    ...facts,
    input_preview: question,
    output_preview: answer,
    matched: {
      spans: facts.spans,
      calls: facts.calls,
      errors: facts.errors,
      tokens: { input: facts.tokens.input, output: facts.tokens.output },
      cost: { ours: facts.cost.ours, reported: null },
    },
  }))
  return { rows, total: found.length, next: offset + limit < found.length ? String(offset + limit) : null }
}

const timeOf = (text) => (/^\d+$/.test(text) ? BigInt(text) : BigInt(Date.parse(text)) * 1_000_000n)
const traceOf = (id) => traces.find(({ facts }) => facts.trace_id === id)

function onboarding() {
  const arrived = !EMPTY || Date.now() - STARTED > 6000
  const { facts, spans } = traces[0]
  const refused = {
    day: new Date().toISOString().slice(0, 10),
    status: 401,
    requests: 3,
    key_prefix: 'sk-wrong',
  }
  const source = {
    sdk: 'opentelemetry/python 1.27.0',
    dialect: 'otel-genai',
    protocol: 'otlp_http',
    service: 'support-agent',
    spans: 9,
    calls: 4,
    tokens_input: 9120,
    tokens_output: 1204,
    priced_calls: 3,
    unpriced_calls: 1,
    unpriced_models: ['house-llama-70b'],
    missing: ['user', 'session', 'price'],
  }
  return {
    spans: arrived ? 1000 : 0,
    waiting: 0,
    rejected: 0,
    first_span: arrived
      ? {
          trace_id: facts.trace_id,
          span_id: spans[0].span_id,
          name: spans[0].name,
          kind: 'agent',
          start: facts.start,
          received: facts.end,
        }
      : null,
    sources: arrived ? [source] : [],
    refused: EMPTY ? [refused] : [],
  }
}

function facets(params) {
  const read = {
    model: (f) => f.models,
    status: (f) => [f.status],
    user: (f) => [f.user],
    environment: (f) => [f.environment],
    service: (f) => [f.service],
    name: (f) => [f.name],
    session: (f) => [f.session],
    tag: (f) => f.tags,
  }
  return {
    facets: (params.get('fields') ?? '').split(',').map((field) => {
      const counts = new Map()
      for (const { facts } of traces)
        for (const value of read[field]?.(facts) ?? []) counts.set(value, (counts.get(value) ?? 0) + 1)
      const values = [...counts].sort((a, b) => b[1] - a[1]).map(([value, count]) => ({ value, count }))
      return { field, values: values.slice(0, 10), other: 0, distinct: values.length }
    }),
  }
}

function startJob(body) {
  const total = body.source.kind === 'filter' ? 120 : 1
  const job = {
    id: `job-${jobs.size + 1}`,
    action: 'add_to_dataset',
    state: 'running',
    dataset_id: body.dataset_id ?? 'ds-1',
    total,
    done: 0,
    added: 0,
    repeats: 0,
    failed: 0,
    error: null,
    started: ns(Date.now()),
    ended: null,
  }
  jobs.set(job.id, job)
  return job
}

function jobNow(id) {
  const job = jobs.get(id)
  if (job === undefined || job.state !== 'running') return job
  const done = Math.min(job.total, Math.floor((Date.now() - Number(BigInt(job.started) / 1_000_000n)) / 20))
  Object.assign(job, { done, added: done, ...(done >= job.total ? { state: 'done', ended: ns(Date.now()) } : {}) })
  return job
}

function login(body) {
  if (body.password === 'wrong') return { status: 401, error: 'login_failed' }
  loggedIn = true
  return me()
}

function logout() {
  loggedIn = false
  return { done: true }
}

function removeProject(id) {
  projects = projects.filter((one) => one.id !== id)
  return { done: true }
}

function removeKey(id) {
  keys = keys.filter((one) => one.id !== id)
  return { done: true }
}

function cancelJob(id) {
  Object.assign(jobs.get(id) ?? {}, { state: 'cancelled' })
  return { done: true }
}

/** [method, pattern, answer(params, match, body)] */
const ROUTES = [
  ['GET', /^\/me$/, () => me()],
  ['POST', /^\/login$/, (_params, _match, body) => login(body)],
  ['POST', /^\/logout$/, logout],
  ['GET', /^\/projects$/, () => ({ projects })],
  [
    'POST',
    /^\/projects$/,
    (_params, _match, body) => {
      const id = `${body.name}~1`
      projects = [...projects, { id, name: body.name, is_demo: false, created: ns(Date.now()) }]
      return {
        status: 201,
        body: { id, name: body.name, public_key: 'pk-vt-fake', key: 'sk-vt-fake-secret-0123456789' },
      }
    },
  ],
  ['DELETE', /^\/projects\/(.+)$/, (_params, [, id]) => removeProject(decodeURIComponent(id))],
  ['GET', /^\/keys$/, () => ({ keys })],
  [
    'POST',
    /^\/keys$/,
    (_params, _match, body) => {
      const pair = `pair-${keys.length}`
      keys = [
        ...keys,
        ...['secret', 'public'].map((kind) => ({
          id: `${pair}-${kind}`,
          kind,
          prefix: `${kind[0]}k-vt-new`,
          pair_id: pair,
          name: body.name ?? null,
          created: ns(Date.now()),
        })),
      ]
      return {
        status: 201,
        body: {
          pair_id: pair,
          name: body.name ?? null,
          public_key: 'pk-vt-fake-0123456789',
          key: 'sk-vt-fake-secret-0123456789',
        },
      }
    },
  ],
  ['DELETE', /^\/keys\/(.+)$/, (_params, [, id]) => removeKey(id)],
  ['GET', /^\/onboarding$/, () => onboarding()],
  ['GET', /^\/series$/, (params) => seriesAnswer(params, Date.now())],
  ['GET', /^\/totals$/, (params) => totalsAnswer(params, Date.now())],
  ['GET', /^\/facets$/, (params) => facets(params)],
  ['GET', /^\/count$/, (params) => ({ n: listTraces(params).total, exact: true })],
  [
    'GET',
    /^\/traces$/,
    (params) => {
      const { rows, next } = listTraces(params)
      return { traces: rows, next_cursor: next }
    },
  ],
  [
    'GET',
    /^\/traces\/(\w+)\/skeleton$/,
    (_params, [, id]) =>
      traceOf(id) === undefined ? notFound('unknown_trace') : { lines: skeletonLines(traceOf(id)) },
  ],
  [
    'GET',
    /^\/traces\/(\w+)\/spans\/(\w+)$/,
    (_params, [, id, spanId]) => {
      const trace = traceOf(id)
      const span = trace?.spans.find((one) => one.span_id === spanId)
      return span === undefined ? notFound('unknown_span') : spanDetail(trace, span)
    },
  ],
  [
    'GET',
    /^\/traces\/(\w+)$/,
    (_params, [, id]) => {
      const trace = traceOf(id)
      if (trace === undefined) return notFound('unknown_trace')
      const spans = trace.spans.slice(0, 1000)
      return { ...trace.facts, spans, span_count: trace.spans.length, next_cursor: null }
    },
  ],
  ['GET', /^\/datasets$/, () => ({ datasets, next_cursor: null })],
  [
    'POST',
    /^\/datasets$/,
    (_params, _match, body) => {
      const made = {
        id: `ds-${datasets.length + 1}`,
        name: body.name,
        description: body.description ?? null,
        items: 0,
        created: ns(Date.now()),
      }
      datasets.push(made)
      return { status: 201, body: made }
    },
  ],
  ['POST', /^\/datasets\/preview$/, () => ({ total: 3, items: items.map(({ created: _created, ...rest }) => rest) })],
  ['POST', /^\/(datasets\/from|jobs)$/, (_params, _match, body) => ({ status: 202, body: startJob(body) })],
  ['GET', /^\/jobs\/([\w-]+)$/, (_params, [, id]) => jobNow(id) ?? notFound('unknown_job')],
  ['DELETE', /^\/jobs\/([\w-]+)$/, (_params, [, id]) => cancelJob(id)],
  [
    'POST',
    /^\/datasets\/([\w-]+)\/import$/,
    () => ({ dataset: datasets[0], added: 2, repeats: 1, rejected: [{ line: 4, message: 'not JSON' }] }),
  ],
  ['POST', /^\/datasets\/([\w-]+)\/(restore)$/, () => datasets[0]],
  [
    'GET',
    /^\/datasets\/([\w-]+)\/export$/,
    () => ({ lines: items.map(({ created: _created, position: _position, ...rest }) => rest) }),
  ],
  ['GET', /^\/datasets\/([\w-]+)\/items$/, () => ({ dataset: datasets[0], items, next_cursor: null })],
  [
    'GET',
    /^\/datasets\/([\w-]+)$/,
    (_params, [, id]) => datasets.find((one) => one.id === id) ?? notFound('unknown_dataset'),
  ],
  ['DELETE', /^\/datasets\/.+$/, () => ({ done: true })],
  [
    'POST',
    /^\/scores$/,
    (_params, _match, body) => ({
      id: 'score-1',
      name: body.name,
      type: 'numeric',
      value: Number(body.value),
      text: null,
      target: 'span',
      trace_id: body.trace_id ?? null,
      span_id: body.span_id ?? null,
      session_id: null,
      source: 'annotation',
      comment: null,
      metadata: null,
      user: 'owner',
      time: ns(Date.now()),
    }),
  ],
  ['GET', /^\/scores$/, () => ({ scores: [], next_cursor: null })],
  ['GET', /^\/(health)$/, () => ({ alive: true, version: '0.1.0' })],
]

function refuse(response, status, code) {
  const error = {
    code,
    params: {},
    message: `the fake API says ${code}`,
    advice: '',
    query_id: null,
    retryable: false,
    retry_after_ms: null,
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}

function answerApi(request, response, url, body) {
  const route = url.pathname.slice('/api/v1'.length)
  if (!loggedIn && !/^\/(login|health)$/.test(route)) return refuse(response, 401, 'unauthenticated')
  for (const [method, pattern, answer] of ROUTES) {
    const match = method === request.method ? pattern.exec(route) : null
    if (match === null) continue
    if (request.method !== 'GET' && route !== '/login' && request.headers['x-csrf-token'] !== 'fake-csrf')
      return refuse(response, 403, 'csrf')
    const result = answer(url.searchParams, match, body)
    if (result.error !== undefined && result.status !== undefined) return refuse(response, result.status, result.error)
    if (result.lines !== undefined) {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      return response.end(result.lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    }
    const isWrapped = result.body !== undefined && result.status !== undefined
    response.writeHead(isWrapped ? result.status : 200, { 'content-type': 'application/json' })
    return response.end(JSON.stringify(isWrapped ? result.body : result))
  }
  refuse(response, 404, 'unknown_route')
}

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

function answerPage(response, url) {
  const asked = path.join(APP, path.normalize(url.pathname))
  const isFile = asked.startsWith(APP) && existsSync(asked) && statSync(asked).isFile()
  if (!isFile && url.pathname.startsWith('/assets/')) return response.writeHead(404).end()
  const file = isFile ? asked : path.join(APP, 'index.html')
  response.writeHead(200, {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'content-security-policy': CSP,
  })
  createReadStream(file).pipe(response)
}

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (!url.pathname.startsWith('/api/v1/')) return answerPage(response, url)
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString()
    const isJson = request.headers['content-type']?.startsWith('application/json') === true && text !== ''
    answerApi(request, response, url, isJson ? JSON.parse(text) : {})
  })
}).listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/`))
