// The one way to the server: same-origin fetch, the cookie for who, the CSRF header for changes, every answer parsed.
import './jitless.ts'
import * as z from 'zod/mini'

import { ApiError, readError } from './api-error.ts'

export type Params = Readonly<Record<string, string | number | boolean | readonly string[] | undefined | null>>

const BASE = '/api/v1'
let csrfToken: string | null = null

/** Set from the answer of `GET /me`. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token
}

/** `/traces` and its parameters as a path with a query; undefined, null and empty parameters are left out. */
export function apiUrl(path: string, params: Params = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined || value === null || value === '') continue
    const values = Array.isArray(value) ? value : [value]
    for (const one of values) search.append(key, String(one))
  }
  const query = search.toString()
  return `${BASE}${path}${query === '' ? '' : `?${query}`}`
}

export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { credentials: 'same-origin', ...init }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause
    throw new ApiError({ code: 'unreachable', message: `cannot reach ${url}`, status: 0, retryable: true })
  })
  if (!response.ok) throw await readError(response)
  return response
}

/** Reads one answer. Unknown shapes are our fault or an older server's: said in place, never drawn half. */
export async function getJson<S extends z.core.$ZodType>(
  schema: S,
  path: string,
  params: Params = {},
  signal?: AbortSignal,
): Promise<z.core.output<S>> {
  const response = await request(apiUrl(path, params), signal === undefined ? {} : { signal })
  return parseAnswer(schema, path, await response.json())
}

export type Change = {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  params?: Params
  body?: unknown
  lines?: Blob
}

/** Makes a change: JSON body (or a file of JSON lines as it is), CSRF header. */
export async function send<S extends z.core.$ZodType>(schema: S, change: Change): Promise<z.core.output<S>> {
  const headers: Record<string, string> = {}
  if (change.body !== undefined) headers['content-type'] = 'application/json'
  if (change.lines !== undefined) headers['content-type'] = 'application/x-ndjson'
  if (csrfToken !== null) headers['x-csrf-token'] = csrfToken
  const response = await request(apiUrl(change.path, change.params), {
    method: change.method,
    headers,
    ...(change.body === undefined ? {} : { body: JSON.stringify(change.body) }),
    ...(change.lines === undefined ? {} : { body: change.lines }),
  })
  const text = await response.text()
  return parseAnswer(schema, change.path, text === '' ? undefined : JSON.parse(text))
}

function parseAnswer<S extends z.core.$ZodType>(schema: S, path: string, value: unknown): z.core.output<S> {
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ApiError({
    code: 'unexpected_answer',
    message: `the answer of ${path} has an unexpected shape at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? ''}`,
    status: 200,
    retryable: false,
  })
}
