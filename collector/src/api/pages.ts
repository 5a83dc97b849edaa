/** The pages: one built page for every route of the dashboard, and addresses that only lead to one of them. */
import type { Request, RequestHandler, Response } from 'express'
import type { Control } from '../control/control.ts'
import type { Store } from '../store/store.ts'
import type { Auth, Identity } from './auth.ts'
import type { BuiltDashboard } from './built-dashboard.ts'
import { escapeHtml } from './docs-page.ts'
import { readableProjects } from './routes/projects.ts'

export interface PageOptions {
  readonly auth: Auth
  readonly control: Control
  readonly store: Store
  readonly dashboard: BuiltDashboard
}

interface Place {
  readonly projectId: string
  readonly traceId: string
  readonly spanId?: string
}

/** Addresses of other products lead to the same trace; its id is their last part. */
const FOREIGN = /^\/(?:project|o)\/(?:.*\/)?(?:traces|r)\/([\w-]{1,512})\/?$/
const MAX_PLACES = 20

export function pageRoutes(options: PageOptions): RequestHandler {
  const { auth, dashboard } = options
  return async (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      next()
      return
    }
    if (await dashboard.sendFile(request, response)) return
    const { path } = request
    if (path.startsWith('/s/')) {
      // Whoever has the link may read its trace: no login, and no place in anybody's index.
      response.setHeader('x-robots-tag', 'noindex, nofollow')
      dashboard.sendPage(response)
      return
    }
    const isPage = path === '/' || path === '/login' || path === '/p' || path.startsWith('/p/')
    const lookup = lookupOf(path)
    const isLost = !isPage && lookup === undefined
    if (isLost && !isSomebodyReading(request)) {
      next()
      return
    }
    const identity = browserIdentity(auth, request, response)
    if (identity === undefined && path !== '/login') {
      response.redirect(302, `/login?back=${encodeURIComponent(request.originalUrl)}`)
    } else if (identity !== undefined && lookup !== undefined) {
      const { tz } = request.query
      const places = await placesOf(options, identity, lookup)
      lead(response, { places, id: lookup.id, timeZone: typeof tz === 'string' ? tz : undefined })
    } else {
      if (isLost) response.status(404)
      dashboard.sendPage(response)
    }
  }
}

/** A browser on its way to a page, not a program or a script that asks for a file: it is told what is wrong on a page. */
function isSomebodyReading({ headers, path }: Request): boolean {
  return headers.accept?.includes('text/html') === true && !path.startsWith('/api/')
}

function browserIdentity(auth: Auth, request: Request, response: Response): Identity | undefined {
  return request.headers.authorization === undefined ? auth.admitLocally(request, response) : auth.identify(request)
}

function lookupOf(path: string): { kind: 'trace' | 'span'; id: string } | undefined {
  const own = /^\/(trace|span)\/([\w-]{1,512})\/?$/.exec(path)
  if (own?.[1] !== undefined && own[2] !== undefined) return { kind: own[1] === 'span' ? 'span' : 'trace', id: own[2] }
  const foreign = FOREIGN.exec(path)?.[1]
  if (foreign !== undefined) return { kind: 'trace', id: foreign }
  return /^\/(project|o)(\/|$)/.test(path) ? { kind: 'trace', id: '' } : undefined
}

async function placesOf(
  { control, store }: PageOptions,
  identity: Identity,
  lookup: { kind: 'trace' | 'span'; id: string },
): Promise<Place[]> {
  const projects = readableProjects(control, identity.principal).map((project) => project.id)
  if (projects.length === 0 || lookup.id === '') return []
  const ids = [lookup.id, lookup.id.toLowerCase().replaceAll('-', '')]
  const rows = await store.query<{ project_id: string; trace_id: string; span_id: string }>(PLACES[lookup.kind], {
    projects,
    ids,
  })
  return rows.map((row) => ({
    projectId: row.project_id,
    traceId: row.trace_id,
    ...(row.span_id === '' ? {} : { spanId: row.span_id }),
  }))
}

const PLACES = {
  trace: `
    select project_id, trace_id, '' as span_id
    from traces final
    where project_id in {projects:Array(String)}
      and (trace_id in {ids:Array(String)} or client_trace_id in {ids:Array(String)})
    limit ${MAX_PLACES}`,
  span: `
    select distinct project_id, trace_id, span_id
    from spans final
    where project_id in {projects:Array(String)}
      and (span_id in {ids:Array(String)} or client_id in {ids:Array(String)})
    limit ${MAX_PLACES}`,
} as const

interface Lead {
  readonly places: readonly Place[]
  readonly id: string
  /** Of the link that was followed: the page shows its times as its sender saw them. */
  readonly timeZone: string | undefined
}

function lead(response: Response, { places, id, timeZone }: Lead): void {
  const [only] = places
  if (places.length === 1 && only !== undefined) {
    response.redirect(302, addressOf(only, timeZone))
    return
  }
  const text =
    places.length === 0
      ? `<p>No trace ${escapeHtml(id)} that you may read. It may not have arrived yet.</p><p><a href="/">Vitrine</a></p>`
      : `<p>Several projects have it:</p><ul>${places
          .map(
            (place) =>
              `<li><a href="${escapeHtml(addressOf(place, timeZone))}">${escapeHtml(place.projectId)}</a></li>`,
          )
          .join('')}</ul>`
  response.status(places.length === 0 ? 404 : 200).setHeader('content-type', 'text/html; charset=utf-8')
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Vitrine</title>${text}</html>`)
}

function addressOf({ projectId, traceId, spanId }: Place, timeZone: string | undefined): string {
  const trace = `/p/${encodeURIComponent(projectId)}/traces/${encodeURIComponent(traceId)}`
  const search = new URLSearchParams({
    ...(spanId === undefined ? {} : { span: spanId }),
    ...(timeZone === undefined ? {} : { tz: timeZone }),
  }).toString()
  return search === '' ? trace : `${trace}?${search}`
}
