// What this browser ran from the palette lately.
import { withRecent } from '../model/commands.ts'

const STORAGE_KEY = 'vitrine.palette.recent'

export function recentCommands(): readonly string[] {
  return (localStorage.getItem(STORAGE_KEY) ?? '').split('\n').filter((id) => id !== '')
}

export function rememberCommand(id: string): void {
  localStorage.setItem(STORAGE_KEY, withRecent(recentCommands(), id).join('\n'))
}
