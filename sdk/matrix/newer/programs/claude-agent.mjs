// The Claude Agent SDK's own `query`, whose CLI is scripted.
import { fileURLToPath } from 'node:url'
import { query } from '@anthropic-ai/claude-agent-sdk'
import { flush, init } from '@vitrine/sdk'
import { observeQuery } from '@vitrine/sdk/claude-agent'

init()
const pathToClaudeCodeExecutable = fileURLToPath(new URL('scripted-claude.mjs', import.meta.url))
const ask = observeQuery(query)
const options = { pathToClaudeCodeExecutable, executable: process.execPath }
for await (const message of ask({ prompt: 'what is in a?', options }))
  if (message.type === 'result') console.log(message.result)
await flush()
process.exit(0)
