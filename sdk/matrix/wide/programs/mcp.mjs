// An MCP client and its server, in one process.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { flush, init, withSpan, wrap } from '@vitrine/sdk'
import { z } from 'zod'

init()
const server = new McpServer({ name: 'weather', version: '1.0.0' })
server.registerTool('get_weather', { inputSchema: { city: z.string() } }, async ({ city }) => ({
  content: [{ type: 'text', text: `21 °C in ${city}` }],
  isError: city === 'nowhere',
}))
const [near, far] = InMemoryTransport.createLinkedPair()
const client = wrap(new Client({ name: 'app', version: '1.0.0' }))
await Promise.all([server.connect(far), client.connect(near)])
await withSpan('trip', async () => {
  const { content } = await client.callTool({ name: 'get_weather', arguments: { city: 'تهران' } })
  console.log(content[0].text)
  await client.callTool({ name: 'get_weather', arguments: { city: 'nowhere' } })
})
await client.close()
await flush()
