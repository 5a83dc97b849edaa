// `npm run screens [-- <part of a page's name>]`: pictures of every page in docs/screens/, light, dark and Persian, from the built product with
// traffic of its own. For people to look at; nothing compares them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { agent, call, idOf, send, spanOf, tool, traceOf } from './bench/ux-traces.mjs'
import { launchChromium } from './lib/chromium.mjs'
import { ROOT } from './lib/run.mjs'
import { startThrowaway } from './lib/throwaway.mjs'
import { drawStates } from './screens/states.mjs'

const OUT = path.join(ROOT, 'docs', 'screens')
const LOOKS = {
  light: { theme: 'light', language: 'en' },
  dark: { theme: 'dark', language: 'en' },
  persian: { theme: 'light', language: 'fa' },
}
const SIZE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 780 }
const QUESTIONS = [
  ['Where is my order TC-1042?', 'It was shipped yesterday and should arrive on Friday.'],
  ['سفارش TC-1042 من کجاست؟', 'دیروز فرستاده شد و باید روز جمعه به دست شما برسد.'],
  ['Can I return an opened tin?', 'Within thirty days, if it is unopened.'],
  ['GPT-4o چه چایی پیشنهاد می‌دهد؟', 'برای شب، چای بابونه؛ برای صبح، چای سیاه با `2g` هل.'],
]
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-20250514', 'house-model-1']
const TOOLS = ['order_status', 'search_catalogue', 'refund']

/** Draws only the pages whose name holds this; the others keep their pictures. */
const wanted = process.argv[2] ?? ''

const product = await startThrowaway()
const browser = await launchChromium()
try {
  const nowMs = Date.now()
  await send(product.otlp, product.key, traffic(nowMs))
  await product.drained()
  await scored()
  const boardId = await keptBoard()
  const alertId = await keptAlert()
  const shown = traceOf('shop 3', 0).id
  const p = '/p/default~1'
  const pages = {
    overview: `${p}/overview`,
    traces: `${p}/traces`,
    'traces-peek': `${p}/traces?peek=${shown}&span=${idOf('shop 3 answer', 8)}`,
    'llm-calls': `${p}/traces?scope=calls&density=m`,
    'tools-grouped': `${p}/traces?scope=tools&group=tool`,
    'traces-search': `${p}/traces?q=opened&cols=name:180:pin,status,start,input,output,duration,tokens,cost`,
    'traces-empty': `${p}/traces?q=user:nobody`,
    trace: `${p}/traces/${shown}?span=${idOf('shop 3 answer', 8)}`,
    'trace-tree': `${p}/traces/${shown}?mode=tree`,
    'trace-transcript': `${p}/traces/${shown}?mode=transcript`,
    'trace-graph': `${p}/traces/${shown}?mode=graph`,
    'trace-log': `${p}/traces/${shown}?mode=log`,
    compare: `${p}/compare?a=${shown}&b=${traceOf('shop 7', 0).id}`,
    sessions: `${p}/sessions`,
    session: `${p}/sessions/chat-3`,
    users: `${p}/users`,
    user: `${p}/users/user-3`,
    boards: `${p}/dashboards`,
    'board-overview': `${p}/dashboards/overview?compare=previous`,
    'board-cost': `${p}/dashboards/cost`,
    'board-latency': `${p}/dashboards/latency`,
    'board-tools': `${p}/dashboards/tools`,
    'board-quality': `${p}/dashboards/quality`,
    'board-chat': `${p}/dashboards/chat`,
    'board-releases': `${p}/dashboards/latency?release=1.5.0&against=1.4.0`,
    'board-edit': `${p}/dashboards/${boardId}?edit=true`,
    alerts: `${p}/alerts`,
    alert: `${p}/alerts/${alertId}`,
    'alert-budgets': `${p}/alerts?tab=budgets`,
    start: `${p}/start`,
    settings: `${p}/settings?section=preferences`,
  }
  if (wanted === '') rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT, { recursive: true })
  for (const [look, preferences] of Object.entries(LOOKS)) await picture(look, preferences, SIZE, pages)
  const onPhone = { traces: pages.traces, trace: `${p}/traces/${shown}`, session: pages.session }
  await picture('phone', { theme: 'dark', language: 'fa' }, PHONE, onPhone)
  if ('states'.includes(wanted)) {
    const empty = await post('/api/v1/projects', { name: 'empty' }, product.adminKey)
    const projects = { full: p, empty: `/p/${encodeURIComponent(empty.id)}` }
    await drawStates({ browser, url: product.url, out: OUT, looks: LOOKS, projects, trace: shown })
  }
  console.log(execFileSync('du', ['-sh', OUT], { encoding: 'utf8' }).trim())
} finally {
  await browser.close()
  await product.stop()
}

async function picture(look, preferences, viewport, pages) {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
  await context.addInitScript(
    (kept) => localStorage.setItem('vitrine.preferences', kept),
    JSON.stringify({ ...preferences, timeZone: 'UTC' }),
  )
  for (const [name, address] of Object.entries(pages).filter(([name]) => name.includes(wanted))) {
    const page = await context.newPage()
    await page.goto(`${product.url}${address}`, { waitUntil: 'networkidle' })
    await page.waitForFunction(() => document.querySelector('.vitrine-progress') === null)
    await page.screenshot({ path: path.join(OUT, `${name}.${look}.jpg`), type: 'jpeg', quality: 62 })
    await page.close()
  }
  await context.close()
}

/** Thumbs under every third answer, and a judge's mark. */
async function scored() {
  const scores = Array.from({ length: 60 }, (_, n) => [
    ...(n % 3 === 0
      ? [{ name: 'user_feedback', value: n % 4 === 0 ? 0 : 1, trace_id: traceOf(`shop ${n}`, 0).id }]
      : []),
    { name: 'faithfulness', value: 0.7 + ((n * 7) % 30) / 100, trace_id: traceOf(`shop ${n}`, 0).id },
  ]).flat()
  await post('/api/v1/scores', scores)
}

/** A rule that a week of this traffic would have broken, and three budgets of which one is overspent. */
async function keptAlert() {
  const budget = { period: 'month', subject: 'project' }
  await post('/api/v1/budgets', { ...budget, name: 'This month', amount: '0.5' })
  await post('/api/v1/budgets', {
    ...budget,
    name: 'Persian month',
    amount: '0.5',
    calendar: 'persian',
    tz: 'Asia/Tehran',
  })
  await post('/api/v1/budgets', {
    name: 'One reader',
    subject: 'user',
    value: 'user-3',
    period: 'week',
    amount: '0.005',
  })
  const rule = { severity: 'warning', condition: 'above', channels: [], note: 'Ask **the provider** first.' }
  const failing = { ...rule, name: 'Tools fail', metric: 'tool_errors', window_seconds: 21_600, threshold: 4 }
  const { id } = await post('/api/v1/alerts', failing)
  await post('/api/v1/alerts', {
    ...rule,
    name: 'Slow runs',
    metric: 'duration_p95',
    q: 'root:true',
    window_seconds: 3_600,
    threshold: 6e9,
  })
  return id
}

async function keptBoard() {
  const panel = (id, title, chart, width, query) => ({ id, title, chart, width, query })
  const panels = [
    panel('a', 'Answers by model', 'bars', 2, { metrics: ['calls'], by: ['model'] }),
    panel('b', 'Slowest tools', 'ranking', 2, { metrics: ['duration_p95'], by: ['tool'], q: 'kind:tool' }),
  ]
  const { id } = await post('/api/v1/boards', { name: 'Support', definition: { version: 1, panels } })
  return id
}

async function post(to, body, key = product.key) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${product.url}${to}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${to} answered ${answer.status}: ${await answer.text()}`)
  return await answer.json()
}

function traffic(nowMs) {
  return Array.from({ length: 60 }, (_, n) => conversation(n, nowMs - (60 - n) * 20 * 60_000)).flat()
}

/** An agent with two calls, a retrieval and one to three tools, of which some fail. */
function conversation(n, startMs) {
  const trace = traceOf(`shop ${n}`, startMs)
  const [question, answer] = QUESTIONS[n % QUESTIONS.length]
  const model = MODELS[n % MODELS.length]
  const says = (role, content, more = {}) => JSON.stringify([{ role, parts: [{ type: 'text', content }], ...more }])
  const whole = 2_400 + (n % 9) * 310
  const tools = TOOLS.slice(0, 1 + (n % 3))
  const owner = { 'session.id': `chat-${n % 12}`, 'user.id': `user-${n % 7}` }
  const release = { 'service.version': n < 30 ? '1.4.0' : '1.5.0' }
  const prompt = { 'gen_ai.prompt.name': 'answer', 'gen_ai.prompt.version': n < 40 ? '3' : '4' }
  const found = Array.from({ length: n % 5 }, (_, at) => ({
    id: `doc-${n}-${at}`,
    content: 'Returns within thirty days.',
  }))
  return [
    spanOf(trace, 'invoke_agent shop', {
      as: 'root',
      lasts: whole,
      attributes: {
        ...agent('shop'),
        ...owner,
        ...release,
        'gen_ai.input.messages': says('user', question),
        'gen_ai.output.messages': says('assistant', answer),
      },
    }),
    spanOf(trace, `chat ${model}`, {
      as: 'plan',
      parent: 'root',
      at: 20,
      lasts: 600,
      attributes: { ...call(model, 420 + n * 3, 35), 'gen_ai.input.messages': says('user', question) },
    }),
    spanOf(trace, 'retrieve handbook', {
      as: 'retrieve',
      parent: 'root',
      at: 25,
      lasts: 60 + (n % 11) * 9,
      attributes: {
        'openinference.span.kind': 'RETRIEVER',
        ...release,
        'gen_ai.retrieval.documents': JSON.stringify(found),
      },
    }),
    ...tools.map((name, at) =>
      spanOf(trace, `execute_tool ${name}`, {
        as: name,
        parent: 'root',
        at: 640 + at * 260,
        lasts: 240,
        status: (n + at) % 7 === 3 ? 2 : 0,
        attributes: {
          ...tool(name),
          'gen_ai.tool.call.arguments': JSON.stringify({ order: 'TC-1042' }),
          'gen_ai.tool.call.result': JSON.stringify({ status: 'shipped', parcels: at + 1 }),
          ...((n + at) % 7 === 3 ? { 'error.type': 'Timeout' } : {}),
        },
      }),
    ),
    spanOf(trace, `chat ${model}`, {
      as: 'answer',
      parent: 'root',
      at: 1_500,
      lasts: whole - 1_520,
      attributes: {
        ...call(model, 700 + n * 5, 90),
        ...release,
        ...prompt,
        'gen_ai.usage.cache_read.input_tokens': n % 2 === 0 ? 256 : 0,
        'gen_ai.response.time_to_first_chunk': 0.2 + (n % 13) / 20,
        'gen_ai.input.messages': JSON.stringify([
          { role: 'system', parts: [{ type: 'text', content: 'You help the customers of a tea shop.' }] },
          { role: 'user', parts: [{ type: 'text', content: question }] },
          {
            role: 'assistant',
            parts: tools.map((name) => ({
              type: 'tool_call',
              id: `call_${name}`,
              name,
              arguments: { order: 'TC-1042' },
            })),
          },
          ...tools.map((name) => ({
            role: 'tool',
            parts: [{ type: 'tool_call_response', id: `call_${name}`, result: { status: 'shipped' } }],
          })),
        ]),
        'gen_ai.output.messages': says('assistant', answer, { finish_reason: 'stop' }),
      },
    }),
  ]
}
