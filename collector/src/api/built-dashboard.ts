/**
 * The built dashboard as it lies on disk: every file is listed once at the start, so a request can name a file of the
 * list and nothing else. The page gets a nonce for each answer; its own inline scripts and styles are told by hash.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { setPagePolicy } from './security-headers.ts'

export interface BuiltDashboard {
  /** False when the dashboard has no such file. */
  sendFile(request: Request, response: Response): Promise<boolean>
  /** The one page that every page route shows. */
  sendPage(response: Response): void
}

interface BuiltFile {
  readonly path: string
  readonly type: string
  readonly etag: string
  readonly isHashed: boolean
  /** Precompressed siblings, the smallest first. */
  readonly encodings: readonly { readonly name: 'br' | 'gzip'; readonly path: string }[]
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

const ENCODINGS = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
] as const

/** What the page says while nobody has built it. */
const NOT_BUILT =
  '<!doctype html><meta charset="utf-8"><title>Vitrine</title><p>The dashboard is not built: run npm run build.</p>'

export async function openBuiltDashboard(folder: string): Promise<BuiltDashboard> {
  const files = await listFiles(folder)
  const page = await readFile(path.join(folder, 'index.html'), 'utf8').catch(() => undefined)
  const policy = {
    scriptHashes: page === undefined ? [] : inlineHashes(page, 'script'),
    styleHashes: page === undefined ? [] : inlineHashes(page, 'style'),
  }
  return {
    async sendFile(request, response) {
      const file = files.get(request.path)
      if (file === undefined) return false
      await send(file, request, response)
      return true
    },
    sendPage(response) {
      const nonce = randomBytes(16).toString('base64')
      setPagePolicy(response, { ...policy, nonce })
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.setHeader('cache-control', 'no-store')
      if (page === undefined) response.status(503).end(NOT_BUILT)
      else response.end(page.replace('</head>', `<meta property="csp-nonce" nonce="${nonce}"></head>`))
    },
  }
}

async function send(file: BuiltFile, request: Request, response: Response): Promise<void> {
  response.setHeader('cache-control', file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  response.setHeader('etag', file.etag)
  response.setHeader('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === file.etag) {
    response.status(304).end()
    return
  }
  response.setHeader('content-type', file.type)
  const accepted = request.headers['accept-encoding'] ?? ''
  const encoded = file.encodings.find(({ name }) =>
    new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted),
  )
  if (encoded !== undefined) response.setHeader('content-encoding', encoded.name)
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  await pipeline(createReadStream(encoded?.path ?? file.path), response)
}

async function listFiles(folder: string): Promise<Map<string, BuiltFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = new Set(
    entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)),
  )
  const files = new Map<string, BuiltFile>()
  for (const file of paths) {
    const type = TYPES[path.extname(file)]
    const url = `/${path.relative(folder, file).split(path.sep).join('/')}`
    // The page itself is only ever sent with its policy; the build's manifest (.vite) is nobody's business.
    if (type === undefined || url === '/index.html' || url.includes('/.')) continue
    const { size, mtimeMs } = await stat(file)
    files.set(url, {
      path: file,
      type,
      etag: `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`,
      isHashed: /^\/assets\/.*-[\w-]{8}\.\w+$/.test(url),
      encodings: ENCODINGS.filter(({ extension }) => paths.has(file + extension)).map(({ name, extension }) => ({
        name,
        path: file + extension,
      })),
    })
  }
  return files
}

/** CSP hashes of the elements that the page carries inside itself. */
export function inlineHashes(page: string, element: 'script' | 'style'): string[] {
  const pattern = new RegExp(`<${element}(?![^>]*\\ssrc=)[^>]*>([\\s\\S]*?)</${element}>`, 'g')
  return [...page.matchAll(pattern)].map(
    ([, text = '']) => `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`,
  )
}
