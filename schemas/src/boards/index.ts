/** Boards as data: the ones that every project has, and what each panel asks. */
export {
  BARS,
  bandOf,
  joined,
  metricsOf,
  type PanelContext,
  type PanelRequest,
  requestOf,
  SPANS,
  scoreOf,
  sharedRequests,
  UNPRICED,
} from './request.ts'
export { STANDING_IDS, type StandingId, standingBoard } from './standing.ts'
