/** Opens the dashboard for the person who typed the command: only where there is a person and a screen. */
import { spawn } from 'node:child_process'

const COMMANDS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' }

/** Without a screen the command fails, and nothing is lost: the URL was printed. */
export function openBrowser(url: string): void {
  if (!process.stdout.isTTY) return
  const child = spawn(COMMANDS[process.platform] ?? 'xdg-open', [url], { stdio: 'ignore', detached: true })
  child.once('error', () => {})
  child.unref()
}
