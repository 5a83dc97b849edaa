import { pick } from './codec.ts'

export const ALERT_TABS = ['alerts', 'history', 'channels', 'budgets'] as const
export type AlertTab = (typeof ALERT_TABS)[number]

export const alertsSearch = (search: Record<string, unknown>): { tab?: string } => pick(search, ['tab'])
