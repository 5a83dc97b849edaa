// npm run bench:ux -- --spans 10000 --json: how a real Chromium lives with a trace of many spans and a span of many
// megabytes, from the built product in a folder of its own. Times depend on the machine and on what else it does: beside
// each stands its ratio to a loop that always does the same work in the same browser, for comparing runs.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { launchChromium } from '../lib/chromium.mjs'
import { startThrowaway } from '../lib/throwaway.mjs'
import { bigOutput, manySpans, send } from './ux-traces.mjs'

const { values: options } = parseArgs({
  options: {
    spans: { type: 'string', default: '10000' },
    megabytes: { type: 'string', default: '14' },
    json: { type: 'boolean', default: false },
  },
})
const loads = () => loadavg().map((load) => Math.round(load * 10) / 10)
const product = await startThrowaway()
const browser = await launchChromium('--enable-precise-memory-info')
try {
  const nowMs = Date.now()
  const many = manySpans('bench', Number(options.spans), nowMs - 3_600_000)
  const big = bigOutput('bench big', Number(options.megabytes) * 1e6, nowMs - 1_800_000)
  for (const { spans } of [many, big]) await send(product.otlp, product.key, spans)
  await product.drained()
  const load = loads()
  const unitMs = await calibrate()
  const figures = { ...(await measureTrace(many.trace.id, many.spans.length)), ...(await measureBig(big.trace.id)) }
  report({ spans: many.spans.length, load, unitMs, figures })
} finally {
  await browser.close()
  await product.stop()
}

function report({ spans, load, unitMs, figures }) {
  const ratios = Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (name.endsWith('Ms') ? [[name, round(value / unitMs)]] : [])),
  )
  if (options.json) {
    console.log(JSON.stringify({ spans, load, unitMs, ...figures, ratios }))
    return
  }
  console.log(`${spans} spans, load ${load.join(' ')}, calibration ${unitMs} ms`)
  for (const [name, value] of Object.entries(figures)) {
    console.log(`${name.padEnd(28)}${String(value).padStart(10)}${name in ratios ? `   ×${ratios[name]}` : ''}`)
  }
}

/** Five million steps of plain arithmetic: what the browser makes of a second here and now. */
async function calibrate() {
  const page = await browser.newPage()
  const times = []
  for (let run = 0; run < 5; run += 1) {
    times.push(
      await page.evaluate(() => {
        const started = performance.now()
        let sum = 0
        for (let n = 0; n < 5_000_000; n += 1) sum = (sum * 31 + n) % 1_000_003
        return performance.now() - started + sum * 0
      }),
    )
  }
  await page.close()
  return round(times.sort((a, b) => a - b)[2])
}

async function measureTrace(traceId, spans) {
  const page = await openPage()
  await page.goto(`${product.url}/p/default~1/traces/${traceId}`)
  const rows = page.locator('.span-row')
  await rows.first().waitFor({ timeout: 120_000 })
  await page.waitForFunction(
    (count) => document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount') === count,
    String(spans + 1),
    { timeout: 120_000 },
  )
  const opened = await page.evaluate(async () => {
    const grid = document.querySelector('[role=treegrid]')
    grid?.focus()
    const skeleton = performance.getEntriesByType('resource').find((one) => one.name.includes('/skeleton'))
    const pressedAt = performance.now()
    grid?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return {
      interactiveAfterDataMs: pressedAt - (skeleton?.responseEnd ?? 0),
      keyToFrameMs: performance.now() - pressedAt,
      skeletonBytes: skeleton?.encodedBodySize ?? 0,
      longestTaskMs: Math.max(0, ...window.longTasks),
    }
  })
  const scroll = await page.evaluate(async () => {
    const grid = document.querySelector('[role=treegrid]')
    const frames = []
    let last = performance.now()
    let mostRows = 0
    const steps = 120
    for (let step = 0; step <= steps && grid !== null; step += 1) {
      grid.scrollTop = ((grid.scrollHeight - grid.clientHeight) * step) / steps
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      frames.push(now - last)
      last = now
      mostRows = Math.max(mostRows, document.querySelectorAll('.span-row').length)
    }
    frames.sort((a, b) => a - b)
    return {
      scrollFrameP50Ms: frames[Math.floor(frames.length / 2)],
      scrollFrameP95Ms: frames[Math.floor(frames.length * 0.95)],
      scrollFrameMostMs: frames.at(-1),
      mostRows,
    }
  })
  const heapMb = await page.evaluate(() => Math.round(performance.memory.usedJSHeapSize / 1e6))
  await page.close()
  return rounded({ ...opened, ...scroll, heapMb })
}

async function measureBig(traceId) {
  const page = await openPage()
  await page.goto(`${product.url}/p/default~1/traces/${traceId}`)
  await page.locator('a[download]').waitFor({ timeout: 120_000 })
  const figures = await page.evaluate(() => ({
    bigAnswerBytes: performance.getEntriesByType('resource').findLast((one) => /\/spans\//.test(one.name))
      ?.decodedBodySize,
    bigLongestTaskMs: Math.max(0, ...window.longTasks),
    bigElements: document.querySelectorAll('*').length,
  }))
  await page.close()
  return rounded(figures)
}

async function openPage() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(() => {
    window.longTasks = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push(entry.duration)
    }).observe({ type: 'longtask', buffered: true })
  })
  return page
}

function round(value) {
  return Math.round(value * 100) / 100
}

function rounded(figures) {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]))
}
