// npm run bench:budgets: what a reader with a middling laptop waits for, as JSON: largest paint and first row of the list
// of traces cold and warm, the longest of the usual presses (from the press to the next picture, as the browser itself
// says), and how far each page moves while it loads. The browser runs at a quarter of its speed and 40 ms from the server.
// Times depend on the machine and on what else it does; its load and a loop of plain arithmetic stand beside.
// `-- --traces 1000000` puts so many traces of eight spans into the store first, over the last 30 days, and measures the
// list over all of them as well.
import { loadavg } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { launchChromium } from '../lib/chromium.mjs'
import { ROOT } from '../lib/run.mjs'
import { startThrowaway } from '../lib/throwaway.mjs'
import { fillStore } from './query-data.mjs'
import { manySpans, send } from './ux-traces.mjs'

const SLOWER = 4
const LATENCY_MS = 40
const TRACES = 60
const ROUTES = ['overview', 'traces', 'sessions', 'users', 'dashboards', 'datasets', 'alerts', 'settings']

const { values: options } = parseArgs({ options: { traces: { type: 'string', default: '0' } } })
const stored = Number(options.traces)
const product = await startThrowaway(stored > 0 ? fill : undefined)
const browser = await launchChromium()
try {
  const nowMs = Date.now()
  for (let n = 0; n < TRACES; n += 1) {
    await send(product.otlp, product.key, manySpans(`budget ${n}`, 20, nowMs - n * 60_000).spans)
  }
  await product.drained()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addInitScript(watch)
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  const network = { offline: false, latency: LATENCY_MS, downloadThroughput: -1, uploadThroughput: -1 }
  await cdp.send('Network.emulateNetworkConditions', network)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  const calibrationMs = await page.evaluate(arithmetic)
  const open = async (path) => {
    await page.goto(`${product.url}/p/default~1/${path}`, { waitUntil: 'networkidle' })
    // A slow program can leave the network idle before it asks for what it draws.
    if (path.startsWith('traces')) await page.locator('[data-row]').first().waitFor()
    await page.waitForLoadState('networkidle')
    return await page.evaluate(() => ({ ...window.seen }))
  }
  const cold = await open('traces')
  const warm = await open('traces')
  const all = stored > 0 ? [await open('traces?range=30d'), await open('traces?range=30d')] : []
  const shift = {}
  for (const path of ROUTES) shift[path] = round((await open(path)).shift)
  const inpMs = await presses(page, open)
  console.log(
    JSON.stringify({
      load: loadavg().map(round),
      slower: SLOWER,
      latencyMs: LATENCY_MS,
      calibrationMs,
      lcpColdMs: cold.paintMs,
      lcpWarmMs: warm.paintMs,
      rowsColdMs: cold.rowsMs,
      rowsWarmMs: warm.rowsMs,
      ...(stored > 0 ? { stored, ofAllMs: all.map(({ paintMs, rowsMs }) => ({ paintMs, rowsMs })) } : {}),
      inpMs,
      shift,
    }),
  )
} finally {
  await browser.close()
  await product.stop()
}

async function fill(folder) {
  const load = (file) => import(pathToFileURL(path.join(ROOT, 'collector/dist', file)).href)
  const [{ createChdbStore }, { migrate }] = await Promise.all([load('store/chdb.js'), load('store/migrate.js')])
  const store = await createChdbStore({ path: path.join(folder, 'store') })
  await migrate(store)
  await fillStore(store, stored * 8, { project: 'default~1', endNs: BigInt(Date.now() - 3_600_000) * 1_000_000n })
  await store.close()
}

/** In the page: how long a loop of plain arithmetic takes now. */
function arithmetic() {
  const start = performance.now()
  for (let n = 0, sum = 0; n < 1e7; n += 1) sum += Math.sqrt(n ^ sum)
  return Math.round(performance.now() - start)
}

/** In the page: the browser's own entries for paint, movement and the time from a press to the next picture. */
function watch() {
  window.seen = { paintMs: 0, rowsMs: 0, shift: 0, pressMs: 0 }
  new MutationObserver((_, observer) => {
    if (document.querySelector('[data-row]') === null) return
    window.seen.rowsMs = Math.round(performance.now())
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
  const on = (type, take, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more })
  on('largest-contentful-paint', (entry) => {
    window.seen.paintMs = Math.round(entry.startTime)
  })
  on('layout-shift', (entry) => {
    if (!entry.hadRecentInput) window.seen.shift += entry.value
  })
  on(
    'event',
    (entry) => {
      if (entry.interactionId > 0) window.seen.pressMs = Math.max(window.seen.pressMs, entry.duration)
    },
    { durationThreshold: 16 },
  )
}

/** The longest of each press of a usual visit. */
async function presses(page, open) {
  const took = {}
  const measure = async (name, press) => {
    await page.evaluate(() => {
      window.seen.pressMs = 0
    })
    await press()
    await page.waitForLoadState('networkidle')
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    took[name] = await page.evaluate(() => window.seen.pressMs)
  }
  await open('traces')
  await page.locator('[data-row]').first().waitFor()
  await measure('type in the query bar', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('kind:agent')
  })
  await measure('run it', () => page.keyboard.press('Enter'))
  await page.keyboard.press('Escape')
  // By the mouse itself: a locator's click looks at the page within the event that is measured.
  const hit = async (locator) => {
    // None while a list gives way to the next one.
    let box = null
    while (box === null) box = await locator.boundingBox()
    await page.mouse.click(box.x + Math.min(20, box.width / 2), box.y + box.height / 2)
  }
  const row = page.locator('[data-row] [data-row-link]').first()
  await row.waitFor()
  await measure('open a peek', () => hit(row))
  await page.locator('.span-row').nth(2).waitFor()
  await measure('select a span', () => hit(page.locator('.span-row').nth(2)))
  await measure('switch the picture', () => page.keyboard.type('v2'))
  return took
}

function round(value) {
  return Math.round(value * 1_000) / 1_000
}
