/** What a process does. One that does everything needs no services; the others share Kafka and a ClickHouse server. */
export const ROLES = ['receive', 'ingest', 'api', 'work'] as const

export type Role = (typeof ROLES)[number]
