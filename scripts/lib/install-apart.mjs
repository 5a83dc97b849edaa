// Packages that no workspace depends on, in a folder of their own.
import { run } from './run.mjs'

/** Installs what the folder's package.json names; resolves with npm's exit code. */
export function installApart(folder, more = []) {
  // Some of the newest versions ask for a newer Node than they need; which ones load on this one is what is tested.
  const leniently = ['--ignore-scripts', '--engine-strict=false', '--legacy-peer-deps']
  const quietly = ['--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
  return run('npm', ['install', ...leniently, ...quietly, ...more], { cwd: folder })
}
