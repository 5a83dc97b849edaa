/**
 * The log: one JSON line per event on stderr, so that stdout stays for people. Secrets never reach it: the paths
 * below are cut wherever they appear, and callers log names of keys (ids, prefixes), never keys.
 */
import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

const SECRET_NAMES = [
  'authorization',
  'Authorization',
  'cookie',
  'Cookie',
  '["set-cookie"]',
  '["x-api-key"]',
  'api_key',
  'apiKey',
  'key',
  'publicKey',
  'secret',
  'secretKey',
  'adminKey',
  'password',
  'token',
] as const

/** Each name at the top and up to two levels down; pino has no "anywhere" that is not slow. */
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => {
  const dotted = name.startsWith('[') ? name : `.${name}`
  return [name, `*${dotted}`, `*.*${dotted}`]
})

export function createLogger(options: { readonly level: string; readonly destination?: DestinationStream }): Log {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED_PATHS, censor: '[secret]' },
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  )
}
