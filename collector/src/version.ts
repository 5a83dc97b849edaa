import { createRequire } from 'node:module'

/** Of the package, as it says itself. */
export const VERSION: string = (createRequire(import.meta.url)('../package.json') as { version: string }).version
