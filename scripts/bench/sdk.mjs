// `npm run bench:sdk`: what the SDK costs an application, beside the SDKs that it might take instead: the same calls of
// the same client, one after the other in one run. Each is installed on demand in a folder of its own, which no
// workspace depends on, and measured in processes of its own.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { bundleSdk } from '../bundle-sdk.mjs'
import { installApart } from '../lib/install-apart.mjs'
import { ROOT, readText, run } from '../lib/run.mjs'

const IMPORTS = 15
const room = path.join(ROOT, 'sdk', 'bench')
const home = path.join(room, 'node_modules', '.rivals')
const rivals = JSON.parse(readFileSync(path.join(room, 'rivals.json'), 'utf8'))
const wanted = process.argv.slice(2)

await bundleSdk()
const sink = await startSink()
const rows = []
for (const name of ['vitrine', ...Object.keys(rivals)]) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const folder = name === 'vitrine' ? await installOurs() : await install(name, rivals[name])
  if (folder === undefined) {
    console.warn(`SKIPPED: ${name} could not be installed`)
    continue
  }
  rows.push(await measure(name, folder))
}
sink.close()
print(rows)

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

async function measure(name, folder) {
  writeFileSync(path.join(folder, 'load.mjs'), 'export const load = (specifier) => import(specifier)\n')
  const imports = []
  for (let index = 0; index < IMPORTS; index += 1) imports.push(await child(folder, ['import', name, sink.url]))
  const median = (key) => imports.map((each) => each?.[key]).sort((a, b) => a - b)[Math.floor(IMPORTS / 2)]
  const calls = await child(folder, ['calls', name, sink.url])
  const mebibytes = sizeOf(path.join(folder, 'node_modules')) / 1024 / 1024
  return { name, mebibytes, apiMs: median('api'), importMs: median('sdk'), calls }
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

/** Takes whatever comes. */
function startSink() {
  const server = createServer((request, response) => {
    request.resume()
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

function print(all) {
  const number = (value, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : '?')
  console.log(
    `Node ${process.version}; medians, CPU a mean; the client alone: ${number(all[0]?.calls?.aloneUs, 0)} µs per call`,
  )
  console.log(
    '| SDK | installed, MiB | import above the API, ms | per call, µs (wall) | CPU of the thread, µs, during the calls | with sending | CPU, all threads |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  for (const { name, mebibytes, importMs, calls } of all)
    console.log(
      `| ${name} | ${number(mebibytes)} | ${number(importMs)} | ${number(calls?.wallUs, 0)} | ${number(calls?.threadInUs, 0)} | ${number(calls?.threadUs, 0)} | ${number(calls?.cpuUs, 0)} |`,
    )
}
