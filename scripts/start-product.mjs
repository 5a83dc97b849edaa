// `npm start`: installs what is missing, builds what is stale, then runs the product in this very process.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ROOT } from './lib/run.mjs'

await ensureInstalled()
await ensureBuilt()
await import(pathToFileURL(path.join(ROOT, 'collector', 'dist', 'main.js')).href)
