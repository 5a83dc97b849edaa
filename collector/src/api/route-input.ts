/** What a route was sent, checked against the table: parameters, query and body, once, before the handler sees them. */
import type { Route } from '@vitrine/schemas/api'
import type { Request } from 'express'
import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import { ApiError } from './api-error.ts'

export interface RouteInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  /** The body's text as it came; '' without a body of JSON. */
  readonly bodyText: string
}

/** The body must have been read as bytes before. */
export function readRouteInput(route: Route, request: Request): RouteInput {
  const hasJson = route.body !== undefined && route.bodyType === undefined
  const bodyText = hasJson ? textOf(request.body) : ''
  return {
    params: route.params === undefined ? {} : parse(route.params, request.params, 'parameter'),
    query: parseQuery(route, request),
    body: route.body !== undefined && hasJson ? parseBody(route.body, request, bodyText) : undefined,
    bodyText,
  }
}

function parseQuery(route: Route, request: Request): unknown {
  if (route.query !== undefined) return parse(route.query, { ...request.query }, 'parameter')
  const [name] = Object.keys(request.query)
  if (name === undefined) return {}
  throw new ApiError(
    400,
    'unknown_parameter',
    `cannot read the parameter ${name.slice(0, 100)}: nobody knows it here`,
    {
      advice: 'leave it out; GET /api/docs lists what each route takes',
      params: { parameter: name.slice(0, 100) },
    },
  )
}

function parseBody(schema: z.core.$ZodType, request: Request, text: string): unknown {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/(\S+\+)?json\b/i.test(type)) {
    throw new ApiError(
      415,
      'unsupported_media_type',
      `cannot read a body of the type ${JSON.stringify(type.slice(0, 100))}`,
      {
        advice: 'send JSON with content-type: application/json',
      },
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw invalidBody(`it is not JSON: ${messageOf(error).slice(0, 200)}`, '')
  }
  return parse(schema, value, 'body')
}

function parse(schema: z.core.$ZodType, value: unknown, where: 'parameter' | 'body'): unknown {
  const result = z.safeParse(schema, value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw complaint(issue === undefined ? { code: 'custom', path: [], message: '' } : deepest(issue), where)
}

/** Of a union, the branch that came furthest: the others say only that it is none of them. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue
  const branches = issue.errors.flatMap((issues) => issues.slice(0, 1)).map(deepest)
  const best = branches.find((branch) => branch.path.length > 0 || branch.code !== 'invalid_type') ?? issue
  return best === issue ? issue : { ...best, path: [...issue.path, ...best.path] }
}

function complaint(issue: z.core.$ZodIssue, where: 'parameter' | 'body'): ApiError {
  const path = issue.path.map(String).join('.')
  if (where === 'body') return invalidBody(reasonOf(issue, path), path)
  if (issue.code === 'unrecognized_keys') {
    const parameter = String(issue.keys[0]).slice(0, 100)
    return new ApiError(400, 'unknown_parameter', `cannot read the parameter ${parameter}: nobody knows it here`, {
      advice: 'leave it out; GET /api/docs lists what each route takes',
      params: { parameter },
    })
  }
  return new ApiError(400, 'invalid_parameter', `cannot read the parameter ${path}: ${reasonOf(issue, path)}`, {
    advice: 'GET /api/docs lists what each route takes',
    params: { parameter: path },
  })
}

function invalidBody(reason: string, field: string): ApiError {
  return new ApiError(400, 'invalid_body', `cannot read the body: ${reason}`, {
    advice: 'GET /api/docs shows what the route takes',
    params: { field },
  })
}

function reasonOf(issue: z.core.$ZodIssue, path: string): string {
  const where = path === '' ? '' : `${path}: `
  if (issue.code === 'unrecognized_keys') return `${where}nobody knows ${named(issue.keys)}`
  if (issue.code === 'invalid_type') return `${where}it should be ${String(issue.expected)}`
  if (issue.code === 'too_big') return `${where}at most ${String(issue.maximum)}`
  if (issue.code === 'too_small') return `${where}at least ${String(issue.minimum)}`
  if (issue.code === 'invalid_value') return `${where}one of ${issue.values.map(String).join(', ')}`
  return `${where}${issue.message || 'it does not fit'}`
}

function named(keys: readonly string[]): string {
  return keys
    .slice(0, 5)
    .map((key) => key.slice(0, 100))
    .join(', ')
}

function textOf(body: unknown): string {
  return Buffer.isBuffer(body) ? body.toString('utf8') : ''
}
