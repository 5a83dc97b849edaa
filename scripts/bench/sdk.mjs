// `npm run bench:sdk`: what the SDK costs an application, beside the SDKs that it might take instead: the same calls of
// the same client in one run. Each is installed on demand in a folder of its own, which no workspace depends on, and
// measured in processes of its own; so is the client alone, because some of them change its class, and because a client
// that was measured first would still be cold. All take turns, so that whatever else the machine does meets all.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { bundleSdk } from '../bundle-sdk.mjs'
import { installApart } from '../lib/install-apart.mjs'
import { ROOT, readText, run } from '../lib/run.mjs'

const IMPORTS = 15
/** Processes of each. */
const TURNS = 7
const ALONE = 'none'
const room = path.join(ROOT, 'sdk', 'bench')
const home = path.join(room, 'node_modules', '.rivals')
const rivals = JSON.parse(readFileSync(path.join(room, 'rivals.json'), 'utf8'))
const wanted = process.argv.slice(2)

await bundleSdk()
const sink = await startSink()
const folders = new Map([[ALONE, undefined]])
for (const name of ['vitrine', ...Object.keys(rivals)]) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const folder = name === 'vitrine' ? await installOurs() : await install(name, rivals[name])
  if (folder === undefined) {
    console.warn(`SKIPPED: ${name} could not be installed`)
    continue
  }
  writeFileSync(path.join(folder, 'load.mjs'), 'export const load = (specifier) => import(specifier)\n')
  folders.set(name, folder)
  folders.set(ALONE, folder)
  if (name === 'vitrine') folders.set('vitrine-hanging', folder)
}
const imports = await inTurn(IMPORTS, 'import')
const calls = await inTurn(TURNS, 'calls')
sink.close()
print()

async function install(name, dependencies) {
  const folder = path.join(home, name)
  const text = JSON.stringify({ name: `bench-${name}`, version: '1.0.0', private: true, dependencies }, null, 2)
  const stamp = path.join(folder, '.installed')
  if (existsSync(stamp) && readText(stamp) === text) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), text)
  if ((await installApart(folder, ['--omit=peer'])) !== 0) return undefined
  writeFileSync(stamp, text)
  return folder
}

/** As a user gets it: the packed package, and its peer. */
async function installOurs() {
  const folder = path.join(home, 'vitrine')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{"name":"bench-vitrine","version":"1.0.0","private":true}')
  execFileSync('npm', ['pack', '--pack-destination', folder, '--silent'], { cwd: path.join(ROOT, 'sdk') })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  const peer = path.join(ROOT, 'node_modules', '@opentelemetry', 'api')
  const args = [
    'install',
    path.join(folder, tarball),
    peer,
    '--install-links',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  return (await run('npm', args, { cwd: folder })) === 0 ? folder : undefined
}

/** What each of them told, by name; each turn begins with another. */
async function inTurn(turns, mode) {
  const names = [...folders.keys()].filter(
    (name) => mode !== 'import' || (name !== ALONE && name !== 'vitrine-hanging'),
  )
  const told = new Map(names.map((name) => [name, []]))
  for (let turn = 0; turn < turns; turn += 1)
    for (let index = 0; index < names.length; index += 1) {
      const name = names[(index + turn) % names.length]
      told.get(name).push(await child(folders.get(name), [mode, name, sink.url]))
    }
  return told
}

function child(cwd, args) {
  return new Promise((resolve) => {
    const process_ = spawn(process.execPath, [path.join(room, 'one.mjs'), ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    let said = ''
    process_.stdout.on('data', (part) => {
      printed += String(part)
    })
    process_.stderr.on('data', (part) => {
      said += String(part)
    })
    process_.on('close', () => {
      try {
        resolve(JSON.parse(printed.trim().split('\n').at(-1)))
      } catch {
        console.warn(`${args.join(' ')} failed:\n${said.slice(0, 1000)}`)
        resolve(undefined)
      }
    })
  })
}

/** Takes whatever comes, and says so, but for those that ask to hear nothing. */
function startSink() {
  const server = createServer((request, response) => {
    request.resume()
    if (request.url.startsWith('/never/')) return
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}`,
        close: () => {
          server.closeAllConnections()
          server.close()
        },
      }),
    ),
  )
}

function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const file = path.join(folder, entry.name)
    return sum + (entry.isDirectory() ? sizeOf(file) : entry.isFile() ? statSync(file).size : 0)
  }, 0)
}

function print() {
  const number = (value, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : '?')
  const alone = (key) => median(calls.get(ALONE), key)
  console.log(
    `Node ${process.version}; medians of ${TURNS} processes; the client alone: ${number(alone('wallUs'), 0)} µs per call by the clock, ${number(alone('threadInUs'), 0)} of CPU`,
  )
  console.log(
    '| SDK | installed, MiB | import above the API, ms | per call by the clock, µs | of the client alone | CPU of the thread, µs, during the calls | with sending | CPU, all threads |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const [name, folder] of folders) {
    if (name === ALONE) continue
    // Each process against that of the client alone in the same turn.
    const more = (key) =>
      median(
        calls.get(name).map((each, turn) => ({ more: each?.[key] - calls.get(ALONE)[turn]?.[key] })),
        'more',
      )
    const mebibytes = sizeOf(path.join(folder, 'node_modules')) / 1024 / 1024
    const times = ['wallUs', 'threadInUs', 'threadUs', 'cpuUs'].map((key) => number(more(key), 0))
    times.splice(1, 0, number(more('wallUs') / alone('wallUs'), 2))
    console.log(
      `| ${name} | ${number(mebibytes)} | ${number(median(imports.get(name) ?? [], 'sdk'))} | ${times.join(' | ')} |`,
    )
  }
}

function median(all, key) {
  const known = all.map((each) => each?.[key]).filter(Number.isFinite)
  return known.sort((a, b) => a - b)[Math.floor(known.length / 2)]
}
