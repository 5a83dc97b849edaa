/** What Node loads in a thread of its own where hooks do not run beside the application. */
export { initialize, load, resolve } from './register/module-hooks.ts'
