// `node tests/support/screens.mjs BASE OUT PATH… [--set name,name]`: pictures of pages for the eye, in the looks that
// matter, with what the console complained about and what axe finds. For development only.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const LOOKS = {
  light: { theme: 'light', language: 'en', width: 1280 },
  dark: { theme: 'dark', language: 'en', width: 1280 },
  persian: { theme: 'light', language: 'fa', width: 1280 },
  narrow: { theme: 'light', language: 'en', width: 390 },
  'narrow-persian': { theme: 'dark', language: 'fa', width: 390 },
  contrast: { theme: 'contrast', language: 'en', width: 1280 },
  pseudo: { theme: 'light', language: 'pseudo', width: 1280 },
}

const [base, out, ...rest] = process.argv.slice(2)
const at = rest.indexOf('--set')
const looks = at < 0 ? ['light', 'dark', 'persian', 'narrow'] : rest[at + 1].split(',')
const paths = at < 0 ? rest : rest.slice(0, at)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const browser = await chromium.launch({
  executablePath: process.env.VITRINE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
})
for (const look of looks) {
  const { theme, language, width } = LOOKS[look]
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: false })
  await context.addInitScript(
    (kept) => localStorage.setItem('vitrine.preferences', kept),
    JSON.stringify({ theme, language }),
  )
  for (const path of paths) {
    const page = await context.newPage()
    const complaints = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(new URL(path, base).href, { waitUntil: 'networkidle' })
    const name = `${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'root'}.${look}.png`
    await page.screenshot({ path: `${out}/${name}`, fullPage: true })
    const seen = [...complaints]
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }))
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    console.log(`${look} ${path}${wide > 0 ? ` SCROLLS SIDEWAYS by ${wide}` : ''}`)
    for (const text of seen) console.log(`  console: ${text.slice(0, 400)}`)
    for (const { id, impact, nodes } of violations) {
      console.log(
        `  axe ${impact} ${id} ×${nodes.length}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary?.slice(0, 200)}`,
      )
    }
    await page.close()
  }
  await context.close()
}
await browser.close()
