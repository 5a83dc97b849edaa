/** /api/docs: the OpenAPI document as one page of our own, without a script and without a foreign host. */
import { apiError, ROUTES, type Route } from '@vitrine/schemas/api'
import type { Response } from 'express'
import { z } from 'zod'
import { inlineHashes } from './built-dashboard.ts'
import { setPagePolicy } from './security-headers.ts'

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace }
h2 { margin: 2rem 0 0.25rem; font-size: 1rem }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 0.375rem; white-space: pre-wrap }
p { margin: 0.25rem 0 } b { text-transform: uppercase } summary { cursor: pointer }
`

/** The same for everybody, so it is written once. */
export function createDocsPage(version: string): (response: Response) => void {
  const page = pageText(version)
  const styleHashes = inlineHashes(page, 'style')
  return (response) => {
    setPagePolicy(response, { scriptHashes: [], styleHashes })
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(page)
  }
}

function pageText(version: string): string {
  const routes = Object.entries<Route>(ROUTES).map(([name, route]) => routeText(name, route))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Vitrine API</title><link rel="icon" href="/assets/icon.svg"><style>${STYLE}</style></head><body><main>
<h1>Vitrine API ${escapeHtml(version)}</h1>
<p>As a document for machines: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.
Send <code>Authorization: Bearer &lt;key&gt;</code>.</p>
<nav><ul>${Object.entries<Route>(ROUTES)
    .map(([name, route]) => `<li><a href="#${name}"><code>${route.method} ${escapeHtml(route.path)}</code></a></li>`)
    .join('')}</ul></nav>
${routes.join('\n')}
<h2>Errors</h2>${schemaText('Every error', apiError, 'output')}
</main></body></html>`
}

function routeText(name: string, route: Route): string {
  return `<section id="${name}"><h2><b>${route.method}</b> <code>/api/v1${escapeHtml(route.path)}</code></h2>
<p>${escapeHtml(route.summary)}. Access: ${route.access}.</p>
${route.query === undefined ? '' : schemaText('Parameters', route.query, 'input')}
${route.body === undefined ? '' : schemaText(route.bodyType === 'jsonl' ? 'One line of the body' : 'Body', route.body, 'input')}
${schemaText(route.answerType === 'json' ? `Answer (${route.status})` : `One line of the answer (${route.status})`, route.answer, 'output')}
</section>`
}

function schemaText(title: string, schema: z.core.$ZodType, io: 'input' | 'output'): string {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(rest, null, 2))}</pre></details>`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
