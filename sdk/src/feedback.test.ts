import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createFeedback } from './browser.ts'
import { feedback } from './feedback.ts'
import { flush, init, shutdown } from './runtime.ts'

const closers: (() => void)[] = []
afterEach(async () => {
  await shutdown(100)
  for (const close of closers.splice(0)) close()
})

async function scores(status = 200) {
  const got: { authorization: string | undefined; body: Record<string, unknown> }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part) => {
      text += String(part)
    })
    request.on('end', () => {
      got.push({ authorization: request.headers.authorization, body: JSON.parse(text) })
      response.writeHead(status).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got }
}

const traceId = 'a'.repeat(32)

describe('feedback', () => {
  it.each([
    ['up', true],
    ['down', false],
    [4, 4],
  ] as const)('of %s from the server is a score of %s', async (value, expected) => {
    const { url, got } = await scores()
    init({ url, key: 'k-1' })
    feedback({ value, traceId, comment: 'خوب' })
    await flush()
    expect(got[0]?.body).toMatchObject({
      name: 'user_feedback',
      value: expected,
      source: 'annotation',
      trace_id: traceId,
    })
  })

  it('from a page goes out with the public key, and its failure is a value', async () => {
    const { url, got } = await scores()
    const page = createFeedback({ url: `${url}/`, publicKey: 'pk-1' })
    expect(await page.feedback({ value: 'down', session: 's-1', id: 'mine' })).toBe(true)
    expect(got).toEqual([
      {
        authorization: 'Bearer pk-1',
        body: { name: 'user_feedback', value: false, session_id: 's-1', id: 'mine', source: 'annotation' },
      },
    ])
    const errors: unknown[] = []
    const refused = createFeedback({
      url: (await scores(401)).url,
      publicKey: 'x',
      onError: (error) => errors.push(error),
    })
    expect(await refused.feedback({ value: 'up', traceId })).toBe(false)
    const nowhere = createFeedback({
      url: 'http://127.0.0.1:9',
      publicKey: 'x',
      onError: (error) => errors.push(error),
    })
    expect(await nowhere.feedback({ value: 'up', traceId })).toBe(false)
    expect(errors).toHaveLength(2)
  })
})
