// `npm run build`: installs what is missing and builds what is stale.
import { ensureBuilt } from '../build.mjs'
import { ensureInstalled } from './install.mjs'

await ensureInstalled()
await ensureBuilt()
