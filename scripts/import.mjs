// `npm run import -- FILE…`: the command line's import, built first where it is stale.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ROOT } from './lib/run.mjs'

await ensureInstalled()
await ensureBuilt()
process.argv.splice(2, 0, 'import')
await import(pathToFileURL(path.join(ROOT, 'collector', 'dist', 'cli.js')).href)
