// Every page while it waits, when it failed, and before anything came, side by side on one sheet for each look: states
// that nobody meets in a picture of the page at its best.
import path from 'node:path'

const SIZE = { width: 1280, height: 800 }
const READS = /\/api\/v1\/(?!me\b|session\b|ready\b|onboarding\b)/

/** Pages of a project, by the name on the sheet. */
const PAGES = {
  overview: 'overview',
  traces: 'traces',
  'LLM calls': 'traces?scope=calls',
  groups: 'traces?scope=tools&group=tool',
  trace: 'traces/{{trace}}',
  sessions: 'sessions',
  session: 'sessions/chat-3',
  users: 'users',
  user: 'users/user-3',
  boards: 'dashboards',
  board: 'dashboards/latency',
  datasets: 'datasets',
  alerts: 'alerts',
  ingest: 'ingest',
  keys: 'settings?section=keys',
  prices: 'settings?section=prices',
}

const STATES = {
  empty: { project: 'empty', route: undefined },
  loading: { project: 'full', route: () => undefined },
  failed: {
    project: 'full',
    route: (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/json',
        body: '{"error":{"code":"internal","message":"the store does not answer","params":{},"retryable":false}}',
      }),
  },
}

/** Writes `states.<look>.jpg` for each look; `projects` are the paths of a full and of an empty project. */
export async function drawStates({ browser, url, out, looks, projects, trace }) {
  for (const [look, preferences] of Object.entries(looks)) {
    const context = await browser.newContext({ viewport: SIZE, reducedMotion: 'reduce' })
    await context.addInitScript(
      (kept) => localStorage.setItem('vitrine.preferences', kept),
      JSON.stringify({ ...preferences, timeZone: 'UTC' }),
    )
    const cells = []
    for (const [name, address] of Object.entries(PAGES)) {
      for (const [state, { project, route }] of Object.entries(STATES)) {
        const page = await context.newPage()
        if (route !== undefined) await page.route(READS, route)
        await page.goto(`${url}${projects[project]}/${address.replace('{{trace}}', trace)}`)
        // What waits never ends, and appears only after a moment; the rest is there when nothing is read any more.
        if (state === 'loading') await page.waitForTimeout(1_500)
        else {
          await page.locator('main').waitFor()
          await page.waitForLoadState('networkidle')
          const isDone = () => document.querySelector('.vitrine-progress, .vitrine-skeleton') === null
          await page.waitForFunction(isDone, undefined, { timeout: 8_000 }).catch(() => {
            console.warn(`${name}, ${state}: still waits after eight seconds`)
          })
        }
        const picture = await page.screenshot({ type: 'jpeg', quality: 60 })
        cells.push({ title: `${name}, ${state}`, source: `data:image/jpeg;base64,${picture.toString('base64')}` })
        await page.close()
      }
    }
    const sheet = await context.newPage()
    await sheet.setContent(sheetOf(cells))
    await sheet.screenshot({ path: path.join(out, `states.${look}.jpg`), type: 'jpeg', quality: 55, fullPage: true })
    await context.close()
  }
}

function sheetOf(cells) {
  const figures = cells.map(
    ({ title, source }) => `<figure><figcaption>${title}</figcaption><img src="${source}" alt=""></figure>`,
  )
  return `<style>body{margin:8px;font:12px sans-serif;display:grid;grid-template-columns:repeat(3,1fr);gap:8px}figure{margin:0}img{width:100%;border:1px solid #999}</style>${figures.join('')}`
}
