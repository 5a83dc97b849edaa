// `run-worker.mjs <bundle> <compatibility date> <collector>`: one request to a worker in Cloudflare's own runtime.
import { readFileSync } from 'node:fs'
import { Miniflare } from 'miniflare'

const [bundle, compatibilityDate, url] = process.argv.slice(2)
const worker = new Miniflare({
  modules: true,
  script: readFileSync(bundle, 'utf8'),
  compatibilityDate,
  compatibilityFlags: ['nodejs_compat'],
  bindings: { VITRINE_URL: url },
})
const answer = await worker.dispatchFetch('http://worker/')
console.log(answer.status, await answer.text())
await worker.dispose()
