// Finds a Chromium for the browser tests, and installs Debian's where this user may.
import { existsSync } from 'node:fs'
import { run, withProgress } from './run.mjs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

export function findChromium() {
  const named = process.env.VITRINE_CHROMIUM
  if (named) return existsSync(named) ? named : undefined
  return PLACES.find((place) => existsSync(place))
}

export async function installChromium() {
  if (findChromium() !== undefined) return
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!canInstall) return
  await withProgress('Installing Chromium for the browser tests', async () => {
    const quiet = { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
    await run('apt-get', ['update'], quiet)
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-core'], quiet)
  })
}

/** A browser for a script that cannot do without one; ends the script with a word where there is none. */
export async function launchChromium(...args) {
  const executablePath = findChromium()
  if (executablePath === undefined) {
    console.error('no Chromium: install one, or name it in VITRINE_CHROMIUM')
    process.exit(1)
  }
  // Loaded here, because this file also runs before anything is installed.
  const { chromium } = await import('playwright-core')
  return await chromium.launch({ executablePath, args: ['--no-sandbox', ...args] })
}
