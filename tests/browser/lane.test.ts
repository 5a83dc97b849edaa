import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { agent, call, idOf, manySpans, send, spanOf, tool, traceOf } from '../../scripts/bench/ux-traces.mjs'
import { chromiumPath, countedLine, type Look, seriousFaults, untilFresh, visit } from '../support/browser.ts'
import { browserHome } from '../support/browser-home.ts'
import { PROJECT_KEY } from '../support/product.ts'

/** The lane of time: how it fits, is cut, moved and scrolled. The numbers are those of docs/ux-checks.md. */
const P = '/p/default~1/traces'
const LIGHT: Look = { name: 'light', theme: 'light', language: 'en' }
const WIDTHS = [320, 480, 768, 1280, 1920]
const TAIL_MS = 36_000
const STEP_MS = 40
const MANY = 10_000
const HUGE = 100_000

const tail = traceOf('F-TAIL', Date.now() - 3_600_000)
const many = manySpans('F-10K', MANY, Date.now() - 7_200_000)
const kinds = traceOf('F-KINDS', Date.now() - 1_800_000)
const KINDS = {
  agent: agent('planner'),
  llm: call('gpt-4o', 10, 5),
  tool: tool('search'),
  retrieval: { 'openinference.span.kind': 'RETRIEVER' },
  embedding: { 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': 'text-embedding-3-small' },
  guardrail: { 'openinference.span.kind': 'GUARDRAIL' },
}

describe.skipIf(chromiumPath() === undefined)('the lane of time', () => {
  const home = browserHome({
    chromium: chromiumPath(),
    look: LIGHT,
    fill: async (product) => {
      const steps = [0, TAIL_MS / 2, TAIL_MS - STEP_MS]
      await send(product.otlp, PROJECT_KEY, [
        spanOf(tail, 'invoke_agent patient', { as: 'root', lasts: TAIL_MS, attributes: agent('patient') }),
        ...steps.map((at, n) =>
          spanOf(tail, `execute_tool step${n}`, {
            as: `step${n}`,
            parent: 'root',
            at,
            lasts: STEP_MS,
            attributes: tool(`step${n}`),
          }),
        ),
        ...Object.entries(KINDS).map(([kind, attributes], n) =>
          spanOf(kinds, `a ${kind}`, {
            as: kind,
            ...(n === 0 ? {} : { parent: 'agent' }),
            at: n * 10,
            lasts: n === 0 ? 200 : 20,
            status: kind === 'tool' ? 2 : 0,
            attributes,
          }),
        ),
      ])
      await send(product.otlp, PROJECT_KEY, many.spans)
      await product.drained()
    },
  })
  const { text } = home
  const open = (page: Page, path: string) => page.goto(`${home.product.url}${P}/${path}`)
  const bar = (as: string) =>
    home.page.locator(`[id="span-row-${idOf(`${tail.name} ${as}`, 8)}"] [role=gridcell]:last-child .ink`).first()
  const gap = async () => {
    const [first, second] = [await bar('step0').boundingBox(), await bar('step1').boundingBox()]
    return (second?.x ?? 0) - (first?.x ?? 0)
  }

  it('55: idle time is cut short on request, each cut says how long it was, and putting it back restores the picture', async () => {
    await open(home.page, tail.id)
    await bar('step2').waitFor()
    const before = await gap()
    const toggle = home.page.getByRole('button', { name: /^Shorten idle time \(99\.7%\)$/ })
    expect(await toggle.getAttribute('aria-pressed')).toBe('false')
    await toggle.click()
    await home.page.waitForURL('**idle=short**')
    const cuts = home.page.getByTestId('cut')
    await cuts.first().waitFor()
    expect(await cuts.allInnerTexts()).toEqual(Array(2).fill(expect.stringMatching(/^⋯ (18|17\.9)s/)))
    expect(await cuts.first().getAttribute('title')).toBe(text('trace.idle.cut').replace('{{time}}', '18s'))
    const widths = await Promise.all(
      ['step0', 'step1', 'step2'].map(async (as) => (await bar(as).boundingBox())?.width),
    )
    expect(Math.min(...widths.map((width) => width ?? 0))).toBeGreaterThan(60)
    expect(new Set(widths.map((width) => Math.round(width ?? 0))).size).toBe(1)
    expect(await gap()).toBeLessThan(before)
    expect(await seriousFaults(home.page)).toEqual([])
    await home.page.reload()
    await cuts.first().waitFor()
    await toggle.click()
    await cuts.first().waitFor({ state: 'detached' })
    expect(await gap()).toBeCloseTo(before, 0)
    await open(home.page, kinds.id)
    await home.page.locator('.span-row').first().waitFor()
    expect(await toggle.count()).toBe(0)
  })

  it('58: the minimap zooms by a drag and by keys, and goes back', async () => {
    await open(home.page, tail.id)
    const map = home.page.getByRole('slider', { name: text('trace.minimap') })
    const box = (await map.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const y = box.y + box.height / 2
    await home.page.mouse.move(box.x + box.width * 0.25, y)
    await home.page.mouse.down()
    await home.page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 })
    await home.page.mouse.up()
    const zoomed = async () =>
      (new URL(home.page.url()).searchParams.get('zoom') ?? '').split('-').map((us) => Number(us) / 1e6)
    await home.page.waitForURL('**zoom=**')
    const [from = 0, to = 0] = await zoomed()
    expect([Math.round(from), Math.round(to)]).toEqual([9, 27])
    expect(await map.getAttribute('aria-valuetext')).toMatch(/^from 9(\.0\d*)?s to 27(\.0\d*)?s$/)
    await map.focus()
    await home.page.keyboard.press('ArrowRight')
    await expect.poll(zoomed).toEqual([expect.closeTo(from + 1.8, 1), expect.closeTo(to + 1.8, 1)])
    await home.page.keyboard.press('+')
    await expect.poll(async () => (await zoomed()).reduce((a, b) => b - a)).toBeCloseTo((to - from) / 2, 1)
    await home.page.keyboard.press('Home')
    await home.page.waitForURL((url) => !url.searchParams.has('zoom'))
  })

  it('53: the waterfall fits its lane at every width', async () => {
    const own = await visit(home.browser, home.product.url, LIGHT)
    for (const width of WIDTHS) {
      await own.page.setViewportSize({ width, height: 900 })
      await open(own.page, kinds.id)
      await own.page.locator('.span-row').nth(5).waitFor()
      const off = await own.page.evaluate(() => {
        const grid = document.querySelector('[role=treegrid]')
        const lanes = [...document.querySelectorAll('.span-row > [role=gridcell]:last-child')]
        const beyond = lanes.flatMap((lane) => {
          const { left, right } = lane.getBoundingClientRect()
          return [...lane.querySelectorAll('.ink')].filter((bar) => {
            const box = bar.getBoundingClientRect()
            return box.left < left - 4 || box.left > right || box.width === 0
          })
        })
        return {
          page: document.documentElement.scrollWidth - innerWidth,
          grid: (grid?.scrollWidth ?? 0) - (grid?.clientWidth ?? 0),
          lanes: lanes.filter((lane) => lane.clientWidth < 60).length,
          beyond: beyond.length,
        }
      })
      expect({ width, ...off }).toEqual({ width, page: 0, grid: 0, lanes: 0, beyond: 0 })
    }
    await own.context.close()
  })

  it('29, 53: a label stands beside its bar in Persian as well, where time still runs from left to right', async () => {
    const own = await visit(home.browser, home.product.url, { ...LIGHT, name: 'Persian', language: 'fa' })
    await open(own.page, tail.id)
    const row = own.page.locator(`[id="span-row-${idOf(`${tail.name} step1`, 8)}"]`)
    const bar = (await row.locator('[role=gridcell]:last-child .ink').first().boundingBox()) ?? { x: 0, width: 0 }
    const label = (await row.locator('[role=gridcell]:last-child > bdi').boundingBox()) ?? { x: 0 }
    const apart = label.x - (bar.x + bar.width)
    expect(apart).toBeGreaterThan(0)
    expect(apart).toBeLessThan(12)
    await own.context.close()
  })

  it('27: kind and status are told by sign and word, without colour', async () => {
    await open(home.page, kinds.id)
    await home.page.locator('.span-row').nth(5).waitFor()
    const rows = await home.page.locator('.span-row').evaluateAll((all) =>
      all.map((row) => ({
        words: row.querySelector('[role=gridcell]')?.getAttribute('aria-label') ?? '',
        signs: [...row.querySelectorAll('svg')].map((svg) => svg.innerHTML),
      })),
    )
    expect(rows).toHaveLength(Object.keys(KINDS).length)
    for (const kind of Object.keys(KINDS)) {
      const row = rows.find(({ words }) => words.startsWith(`a ${kind},`))
      expect(row?.words).toContain(
        `, ${text(`trace.kind.${kind}`)}, ${text(`trace.status.${kind === 'tool' ? 'error' : 'ok'}`)},`,
      )
    }
    const kindSigns = rows.map(({ words, signs }) => signs[words.includes('a agent') ? 1 : 0])
    expect(new Set(kindSigns).size).toBe(rows.length)
    expect(
      rows.filter(({ signs }) => signs.length > 1 + Number(signs === rows[0]?.signs)).map(({ words }) => words),
    ).toEqual([expect.stringMatching(/^a tool,/)])
  })

  it('2: ten thousand spans scrolled from end to end are drawn in every frame, in the rows that were there', async () => {
    await open(home.page, many.trace.id)
    await home.page.waitForFunction(
      (n) => document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount') === n,
      String(MANY + 1),
    )
    const seen = await home.page.evaluate(async () => {
      const grid = document.querySelector('[role=treegrid]')
      const body = grid?.querySelector('[role=rowgroup]:has(.span-row)')
      if (grid === null || body === null || body === undefined) throw new Error('there is no grid')
      const rows = new Set(body.children)
      let moved = 0
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
          moved += addedNodes.length
          for (const node of addedNodes) rows.add(node as Element)
        }
      }).observe(body, { childList: true })
      // Where the list stands still for 150 ms, as it does between two steps on a slow machine, its rows are put in
      // order of reading and, at the next step, back.
      let rests = 0
      let lastMs = performance.now()
      grid.addEventListener('scroll', () => {
        if (performance.now() - lastMs > 100) rests += 1
        lastMs = performance.now()
      })
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      let blank = 0
      let most = 0
      const steps = 60
      for (let step = 0; step <= steps; step += 1) {
        grid.scrollTop = ((grid.scrollHeight - grid.clientHeight) * step) / steps
        await frame()
        const box = grid.getBoundingClientRect()
        const boxes = [...grid.querySelectorAll('.span-row')].map((row) => row.getBoundingClientRect())
        most = Math.max(most, boxes.length)
        for (let y = box.top + 29; y < box.bottom - 29; y += 28) {
          if (!boxes.some((row) => row.top <= y && row.bottom >= y)) blank += 1
        }
      }
      return {
        blank,
        most,
        moved,
        rests,
        made: rows.size,
        atEnd: document.querySelector(`[aria-rowindex="10001"]`) !== null,
      }
    })
    expect(seen).toMatchObject({ blank: 0, atEnd: true })
    expect(seen.most).toBeLessThanOrEqual(120)
    expect(seen.made).toBeLessThanOrEqual(3 * seen.most)
    expect(seen.moved).toBeLessThanOrEqual(2 * (seen.rests + 1) * seen.most)
  })

  it('51: a hundred thousand spans show their first rows and how far they are while they come, in bounded memory', async () => {
    const own = await visit(home.browser, home.product.url, LIGHT)
    // What the server says of ten thousand, ten times over: to send and store a hundred thousand takes a busy machine long.
    await open(own.page, many.trace.id)
    const answer = await own.page.request.get(
      `${home.product.url}/api/v1/traces/${many.trace.id}/skeleton?project=default~1`,
    )
    const body = tenfold(await answer.text())
    await own.page.route(/\/skeleton\?/, (route) => route.fulfill({ contentType: 'application/x-ndjson', body }))
    // After its head and its first block the stream goes on when the test says so.
    await own.page.addInitScript(() => {
      const hold = new Promise<void>((resolve) => Object.assign(globalThis, { goOn: resolve }))
      const ask = globalThis.fetch
      globalThis.fetch = async (input, init) => {
        const answer = await ask(input, init)
        if (!String(input).includes('/skeleton') || answer.body === null) return answer
        let lines = 0
        const held = new TransformStream<Uint8Array, Uint8Array>({
          async transform(block, out) {
            const at = block.findIndex((byte) => lines < 2 && byte === 10 && ++lines === 2)
            out.enqueue(at < 0 ? block : block.subarray(0, at + 1))
            if (at < 0) return
            await hold
            out.enqueue(block.subarray(at + 1))
          },
        })
        return new Response(answer.body.pipeThrough(held), answer)
      }
    })
    await open(own.page, `${many.trace.id}?span=${idOf('F-10K s0', 8)}`)
    await own.page.locator('.span-row').nth(10).waitFor()
    const progress = own.page.getByText(new RegExp(`^${text('trace.notice.loading').split('{{')[0]}`))
    const [said = 0, of = 0] =
      ((await progress.textContent()) ?? '').match(/[\d,]+/g)?.map((n) => +n.replace(/,/g, '')) ?? []
    expect(of).toBe(HUGE)
    expect(said).toBeGreaterThan(0)
    expect(said).toBeLessThan(HUGE)
    await own.page.evaluate(() => (globalThis as unknown as { goOn: () => void }).goOn())
    await progress.waitFor({ state: 'detached' })
    const grid = own.page.getByRole('treegrid')
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(HUGE + 1))
    await grid.press('End')
    await own.page.locator(`[aria-rowindex="${HUGE + 1}"]`).waitFor()
    expect(await own.page.locator('.span-row').count()).toBeLessThan(120)
    const { usedSize } = await (await own.context.newCDPSession(own.page)).send('Runtime.getHeapUsage')
    expect(usedSize / 2 ** 20).toBeLessThan(600)
    await own.context.close()
  })

  it('52: leaving ten thousand spans gives their memory back', async () => {
    const cdp = await home.page.context().newCDPSession(home.page)
    const held = async () => {
      // The list is whole: its count, facets and bars come after its rows.
      await countedLine(home.page)
      await home.page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor()
      await home.page.getByTestId('pulse').waitFor()
      await untilFresh(home.page)
      await cdp.send('HeapProfiler.collectGarbage')
      const [{ nodes, jsEventListeners }, { usedSize }] = [
        await cdp.send('Memory.getDOMCounters'),
        await cdp.send('Runtime.getHeapUsage'),
      ]
      return { nodes, listeners: jsEventListeners, heap: usedSize }
    }
    const cycle = async () => {
      await home.page.getByRole('link', { name: 'invoke_agent big' }).first().click()
      await home.page.locator('.span-row').first().waitFor()
      await home.page.goBack()
      // The list stands beside the trace all the time: only the trace's going says that it is left.
      await home.page.locator('.span-row').first().waitFor({ state: 'detached' })
    }
    await open(home.page, '?q=name:"invoke_agent big"')
    await home.page.locator('[data-row]').first().waitFor()
    // Two visits first: what a browser compiles and caches once is no leak.
    await cycle()
    await cycle()
    const first = await held()
    for (let n = 0; n < 5; n += 1) await cycle()
    const last = await held()
    expect(last.nodes).toBeLessThan(first.nodes * 1.1)
    expect(last.listeners).toBeLessThan(first.listeners * 1.1)
    // One trace that was kept would be half of it; the collector itself is off by a tenth.
    expect(last.heap).toBeLessThan(first.heap * 1.25)
  })

  it('complained about nothing', () => expect(home.visited.complaints).toEqual([]))
})

/** A skeleton of which every span stands there ten times, each time under another id. */
function tenfold(text: string): string {
  const [head = '', ...blocks] = text.trimEnd().split('\n')
  const end = blocks.pop() ?? ''
  const copies = Array.from({ length: HUGE / MANY }, (_, n) =>
    blocks.map((line) => {
      const block = JSON.parse(line) as { span_id: string[]; parent_span_id: (string | null)[] }
      const own = (id: string | null) => (id === null || n === 0 ? id : `${'ghijklmno'[n - 1]}${id.slice(1)}`)
      return JSON.stringify({
        ...block,
        span_id: block.span_id.map(own),
        parent_span_id: block.parent_span_id.map(own),
      })
    }),
  )
  const counted = (line: string) => JSON.stringify({ ...(JSON.parse(line) as object), span_count: HUGE })
  return [counted(head), ...copies.flat(), counted(end), ''].join('\n')
}
