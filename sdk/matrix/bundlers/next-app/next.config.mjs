import path from 'node:path'

/** The application's files lie beside this folder, the packages above it. */
const root = path.resolve(import.meta.dirname, '../../../..')
export default { turbopack: { root }, outputFileTracingRoot: root }
