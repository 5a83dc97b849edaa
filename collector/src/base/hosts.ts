import { hostname } from 'node:os'

export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** An address that means all addresses is none that others can use. */
export function hostForOthers(host: string): string {
  return host === '0.0.0.0' || host === '::' ? hostname() : hostInUrl(host)
}
