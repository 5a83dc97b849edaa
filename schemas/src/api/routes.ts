import type * as z from 'zod/mini'
import { ALERT_ROUTES } from './alert-routes.ts'
import { CONTROL_ROUTES } from './control-routes.ts'
import { DATASET_ROUTES } from './dataset-routes.ts'
import { DELETION_ROUTES } from './deletion-routes.ts'
import { KEPT_ROUTES } from './kept-routes.ts'
import { MONEY_ROUTES } from './money-routes.ts'
import { READ_ROUTES } from './read-routes.ts'
import type { Route } from './route.ts'
import { SCORE_ROUTES } from './score-routes.ts'

export type { Route } from './route.ts'

/** Every route of the API: its answer and errors come from here, for the server, the client and OpenAPI. */
export const ROUTES = {
  ...ALERT_ROUTES,
  ...CONTROL_ROUTES,
  ...DATASET_ROUTES,
  ...DELETION_ROUTES,
  ...KEPT_ROUTES,
  ...MONEY_ROUTES,
  ...READ_ROUTES,
  ...SCORE_ROUTES,
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof ROUTES
/** The answer of a route, as a client reads it. */
export type AnswerOf<Name extends RouteName> = z.infer<(typeof ROUTES)[Name]['answer']>

/** `/traces/{trace_id}` as express spells it. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
