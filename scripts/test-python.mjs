// `npm run test:python`: the tests of sdk/python in an environment of their own, with packages from PyPI.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT, readText, run } from './lib/run.mjs'

const room = path.join(ROOT, 'sdk', 'python')
const home = path.join(room, '.venv')
const python = path.join(home, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
const stamp = path.join(home, 'vitrine-installed')
const wanted = readFileSync(path.join(room, 'pyproject.toml'), 'utf8')

if (!existsSync(stamp) || readText(stamp) !== wanted) {
  const packages = ['pytest>=8', 'openai', '-e', `${room}[openai]`]
  const steps = [
    ['python3', ['-m', 'venv', home]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]],
  ]
  for (const [command, args] of steps) {
    const code = await run(command, args)
    if (code !== 0) {
      console.error('The Python environment could not be made: see the message above. Python 3.10 or newer is needed.')
      process.exit(code)
    }
  }
  writeFileSync(stamp, wanted)
}
process.exit(await run(python, ['-m', 'pytest', '-q', ...process.argv.slice(2)], { cwd: room }))
