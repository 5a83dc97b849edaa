// The client libraries that the SDK is tested with live in folders of their own, so that no workspace depends on them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { installApart } from './install-apart.mjs'
import { ROOT, readText, seconds, withProgress } from './run.mjs'

/** Installs sdk/matrix/<name> when its package.json changed; false when that cannot be done. */
export async function ensureMatrix(name) {
  const folder = path.join(ROOT, 'sdk', 'matrix', name)
  const wanted = readFileSync(path.join(folder, 'package.json'), 'utf8')
  const stamp = path.join(folder, 'node_modules', '.vitrine-installed')
  if (existsSync(stamp) && readText(stamp) === wanted) return true
  const started = Date.now()
  const code = await withProgress(`Installing sdk/matrix/${name}`, () => installApart(folder))
  if (code !== 0) return false
  writeFileSync(stamp, wanted)
  console.log(`  sdk/matrix/${name} installed in ${seconds(started)}`)
  return true
}
