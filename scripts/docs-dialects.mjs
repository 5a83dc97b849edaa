// Prints docs/dialects.md from the public captures beside the repository; `--check` only compares.
import { tsImport } from 'tsx/esm/api'
import { keepPage } from './lib/generated-page.mjs'

const { dialectsPage } = await tsImport('../tests/support/dialects/page.ts', import.meta.url)
keepPage({ page: 'docs/dialects.md', command: 'node scripts/docs-dialects.mjs', text: dialectsPage() })
