// Stands in for the CLI that the Claude Agent SDK starts: the same lines of JSON, from a script.
import { createInterface } from 'node:readline'

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
const ids = { session_id: 's-claude', parent_tool_use_id: null }
const answer = (id, block, output_tokens) =>
  say({
    ...ids,
    type: 'assistant',
    uuid: `${id}-${block.type}`,
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [block],
      stop_reason: null,
      usage: { input_tokens: 10, cache_read_input_tokens: 20, cache_creation_input_tokens: 5, output_tokens },
    },
  })
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'سند' }

function run() {
  say({
    ...ids,
    type: 'system',
    subtype: 'init',
    model: 'claude-sonnet-4-5',
    tools: ['Read'],
    mcp_servers: [],
    cwd: '/',
  })
  answer('msg_1', { type: 'text', text: 'let me look' }, 1)
  answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file: 'a' } }, 5)
  say({ ...ids, type: 'user', message: { role: 'user', content: [result] } })
  answer('msg_2', { type: 'text', text: 'done' }, 7)
  say({
    ...ids,
    type: 'result',
    subtype: 'success',
    is_error: false,
    num_turns: 2,
    duration_ms: 5,
    duration_api_ms: 3,
    total_cost_usd: 0.01,
    result: 'done',
    usage: {},
  })
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  if (message.type === 'control_request')
    say({
      type: 'control_response',
      response: { subtype: 'success', request_id: message.request_id, response: { commands: [], models: [] } },
    })
  else if (message.type === 'user') run()
}
