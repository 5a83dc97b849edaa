/** The OpenAPI document, made from the route table: what validates requests is what is written down. */
import { apiError, ROUTES, type Route } from '@vitrine/schemas/api'
import { z } from 'zod'

export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    const path = `/api/v1${route.path}`
    paths[path] = { ...paths[path], [route.method]: operationOf(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Vitrine', version, description: 'The public API: what the dashboard, the SDK and the CLI use.' },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { pair: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: "A project's secret key, or the admin key" },
        pair: { type: 'http', scheme: 'basic', description: 'public key : secret key' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'vitrine_session', description: 'The dashboard; see /me' },
      },
      schemas: { Error: schemaOf(apiError, 'output') },
    },
  }
}

function operationOf(name: string, route: Route): Record<string, unknown> {
  return {
    operationId: name,
    summary: route.summary,
    description: ACCESS[route.access],
    ...(route.access === 'anyone' ? { security: [] } : {}),
    parameters: [...parametersOf(route, 'path'), ...parametersOf(route, 'query')],
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route) }),
    responses: {
      [route.status]: {
        description: route.summary,
        content: {
          [route.answerType === 'json' ? 'application/json' : 'application/x-ndjson']: {
            schema: schemaOf(route.answer, 'output'),
          },
        },
      },
      default: {
        description: 'An error, in the one shape that all have',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

const ACCESS: Readonly<Record<Route['access'], string>> = {
  anyone: 'Anyone may call it.',
  read: "A secret key, a login (a viewer's too) or the admin key.",
  write: 'A secret key, a login (with x-csrf-token) or the admin key.',
  score: 'Any key of the project, also the public one; a login (with x-csrf-token) or the admin key.',
  admin: 'A login (with x-csrf-token) or the admin key.',
}

function bodyOf(route: Route): Record<string, unknown> {
  return {
    required: true,
    content: { [BODY_TYPES[route.bodyType ?? 'json']]: { schema: bodySchema(route) } },
  }
}

const BODY_TYPES = { json: 'application/json', jsonl: 'application/x-ndjson', bytes: '*/*' } as const

function bodySchema(route: Route): object {
  if (route.body === undefined) return {}
  const schema = schemaOf(route.body, 'input')
  return route.bodyType === 'bytes' ? { ...schema, type: 'string', format: 'binary' } : schema
}

function parametersOf(route: Route, place: 'path' | 'query'): Record<string, unknown>[] {
  const shape = place === 'path' ? route.params : route.query
  if (shape === undefined) return []
  const schema = schemaOf(shape, 'input')
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(typeof property === 'object' && property.description !== undefined
      ? { description: property.description }
      : {}),
    schema: property,
  }))
}

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output') {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return rest
}
