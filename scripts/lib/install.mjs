// Installs the npm packages when they are missing or older than the lock file.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT, readText, run, seconds, withProgress } from './run.mjs'

const MINIMUM = [20, 19]
const STAMP = path.join(ROOT, 'node_modules', '.vitrine-lock')

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return
  console.error(
    `Vitrine needs Node ${MINIMUM.join('.')} or newer; this is ${process.versions.node}. Install Node 24 and try again.`,
  )
  process.exit(1)
}

/**
 * `npm install` and not `npm ci`: the lock file does not list the binaries of every platform (a registry that mirrors
 * only some of them wrote it), and `npm ci` takes that for a fault. `--no-save` leaves the lock file as it is.
 */
export async function ensureInstalled() {
  requireNode()
  const lock = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex')
  if (readText(STAMP) === lock) return
  // A tree that somebody just installed by hand is newer than the lock file and needs no second install.
  const marker = path.join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(marker) || !isSameTree(marker)) {
    const started = Date.now()
    const code = await withProgress('Installing packages (about a minute)', () =>
      run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']),
    )
    if (code !== 0) {
      console.error("The packages could not be installed: see npm's message above. Check the network and try again.")
      process.exit(code)
    }
    console.log(`  packages installed in ${seconds(started)}`)
  }
  writeFileSync(STAMP, lock)
}

/** npm's own record of what it installed says the same versions as the lock file, and the folders are there. */
function isSameTree(marker) {
  const wanted = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages ?? {}
  const present = JSON.parse(readFileSync(marker, 'utf8')).packages ?? {}
  return Object.entries(wanted).every(([name, entry]) => {
    if (!name.startsWith('node_modules/') || entry.optional || entry.link) return true
    return present[name]?.version === entry.version && existsSync(path.join(ROOT, name))
  })
}
