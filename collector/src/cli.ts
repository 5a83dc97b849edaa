#!/usr/bin/env node
/** `vitrine`: the commands for people. Starting the server is main.ts's. */
import { readFileSync } from 'node:fs'
import { runImport } from './cli/import-command.ts'
import { runMigrate } from './cli/migrate-command.ts'
import { runReplay } from './cli/replay-command.ts'

const HELP = `vitrine: LLM observability that loses nothing and counts nothing twice

  vitrine import FILE…    send OTLP JSON lines (plain or gzipped) to a running server
      --url URL           the server (default: the one that runs on VITRINE_DATA)
      --key KEY           the project's secret key (default: VITRINE_KEY; none is needed on the loopback)
      --project NAME      the project, made if there is none (at the server's machine, or with the admin key)
      --concurrency N     requests in flight (default 4)
      --restart           send everything again, also what an earlier run has sent
      --state FILE        where progress is kept (default: in the data folder)
  vitrine migrate         bring the database's tables up to date
  vitrine replay          send again what Kafka still holds; what is stored already counts once
      --from TIME         from this moment on, as 2026-03-01T08:00:00Z (and --to TIME)
      --from-offset P:N   from this offset of a partition on
      --dead-letter       what was refused (and --reason REASON, --project ID)
  vitrine version
  vitrine help

The server itself: npm start. Settings: docs/config.md.
`

const [command = 'help', ...rest] = process.argv.slice(2)
process.exitCode = await run(command, rest)

async function run(name: string, args: readonly string[]): Promise<number> {
  switch (name) {
    case 'import':
      return await runImport(args)
    case 'migrate':
      return await runMigrate()
    case 'replay':
      return await runReplay(args)
    case 'version':
    case '--version':
    case '-v':
      process.stdout.write(`${versionOfPackage()}\n`)
      return 0
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(HELP)
      return 0
    default:
      process.stderr.write(`cannot run ${name}: there is no such command\n\n${HELP}`)
      return 2
  }
}

function versionOfPackage(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
