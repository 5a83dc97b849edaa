import { describe } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { accessChecks } from './explorer/access-checks.ts'
import { explorerHome } from './explorer/home.ts'
import { listChecks } from './explorer/list-checks.ts'
import { liveChecks } from './explorer/live-checks.ts'
import { pageChecks } from './explorer/page-checks.ts'
import { traceChecks } from './explorer/trace-checks.ts'
import { valueChecks } from './explorer/value-checks.ts'

/** The trace explorer, check by check; the numbers are those of docs/ux-checks.md. One product serves all of them. */
const chromium = chromiumPath()

describe.skipIf(chromium === undefined)('the trace explorer', () => {
  const home = explorerHome(chromium)
  traceChecks(home)
  listChecks(home)
  liveChecks(home)
  accessChecks(home)
  valueChecks(home)
  pageChecks(home)
})
