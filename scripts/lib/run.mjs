// Running commands and saying what happens: shared by start, build, check and test. Plain Node, nothing installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Runs a command to its end; resolves with its exit code. `quiet` keeps its output for a failure. */
export function run(command, args, options = {}) {
  const quiet = options.quiet === true
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    const output = []
    child.stdout?.on('data', (chunk) => output.push(chunk))
    child.stderr?.on('data', (chunk) => output.push(chunk))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (quiet && code !== 0) process.stderr.write(Buffer.concat(output))
      resolve(code ?? (signal ? 1 : 0))
    })
  })
}

/** Runs a binary of node_modules/.bin through Node, so that no shell or npm start-up is paid. */
export function runBin(name, args, options = {}) {
  const bin = path.join(ROOT, 'node_modules', '.bin', name)
  return run(bin, args, options)
}

/** A line every ten seconds while something long and silent runs. */
export async function withProgress(what, work) {
  const started = Date.now()
  console.log(`· ${what} …`)
  const timer = setInterval(() => {
    console.log(`  still ${what.toLowerCase()} (${Math.round((Date.now() - started) / 1000)} s)`)
  }, 10_000)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

export function seconds(sinceMs) {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`
}

const SKIPPED = new Set(['node_modules', 'dist', '.git'])

/** One hash over names, sizes and change times of everything below the given paths. */
export function fingerprint(paths) {
  const hash = createHash('sha256')
  const visit = (file) => {
    if (!existsSync(file)) return
    const stat = statSync(file)
    if (stat.isDirectory()) {
      for (const entry of readdirSync(file).sort()) if (!SKIPPED.has(entry)) visit(path.join(file, entry))
      return
    }
    hash.update(`${path.relative(ROOT, file)}\0${stat.size}\0${stat.mtimeMs}\n`)
  }
  for (const entry of paths) visit(path.join(ROOT, entry))
  return hash.digest('hex')
}

export function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
