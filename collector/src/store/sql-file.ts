import { readFileSync } from 'node:fs'

/** The statement in the .sql file beside a module; call it once, at the module's top. */
export function sqlBeside(moduleUrl: string, name: string): string {
  return readFileSync(new URL(name, moduleUrl), 'utf8')
}
