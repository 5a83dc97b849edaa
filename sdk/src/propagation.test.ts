import { describe, expect, it } from 'vitest'
import { context } from './context.ts'
import { observe, withSpan } from './observe.ts'
import { observed } from './observed.ts'
import { continueTrace, traceHeaders } from './propagation.ts'
import { recordEachTest } from './testing/record-each-test.ts'

const spans = recordEachTest()

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const work = observe('work', () => 1)

/** One process asks, another answers: only texts go between them. */
function acrossProcesses(carry: (headers: Record<string, string>) => Parameters<typeof continueTrace>[0]) {
  const headers = context(
    {
      session: 'چت ۱',
      user: 'ada',
      tags: ['a', 'b'],
      metadata: { plan: 'pro', seats: 3 },
      prompt: { name: 'p', version: 2 },
    },
    () => withSpan('client', () => traceHeaders()),
  )
  continueTrace(carry({ ...headers }), work)
  return { client: spans.named('client'), server: spans.named('work') }
}

describe('a trace that goes on in another process', () => {
  it.each<[string, (headers: Record<string, string>) => Parameters<typeof continueTrace>[0]]>([
    ['headers of node:http', (headers) => headers],
    ['headers in other letters', (headers) => ({ TraceParent: headers.traceparent, Baggage: [headers.baggage] })],
    ['headers of fetch', (headers) => new Headers(headers)],
    [
      'the bytes of a queue',
      (headers) => Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, Buffer.from(v)])),
    ],
  ])('keeps its ids, session, user, tags, metadata and prompt through %s', (_name, carry) => {
    const { client, server } = acrossProcesses(carry)
    expect(server.spanContext().traceId).toBe(client.spanContext().traceId)
    expect(server.parentSpanContext?.spanId).toBe(client.spanContext().spanId)
    expect(server.parentSpanContext?.isRemote).toBe(true)
    expect(server.attributes).toMatchObject({
      'session.id': 'چت ۱',
      'user.id': 'ada',
      'tag.tags': ['a', 'b'],
      'metadata.plan': 'pro',
      'metadata.seats': 3,
      'gen_ai.prompt.name': 'p',
      'gen_ai.prompt.version': '2',
    })
  })

  it('continues what another tracer began', () => {
    continueTrace({ traceparent: `00-${TRACE}-${SPAN}-01`, baggage: 'a=b,c=d' }, work)
    expect(spans.only().spanContext().traceId).toBe(TRACE)
    expect(spans.only().parentSpanContext?.spanId).toBe(SPAN)
  })

  it.each([
    [{}],
    [{ traceparent: 'nonsense', baggage: 'vitrine.context=%zz' }],
    [{ traceparent: `00-${'0'.repeat(32)}-${SPAN}-01`, baggage: 'vitrine.context=%5B1%5D' }],
    [{ traceparent: `ff-${TRACE}-${SPAN}-01`, baggage: `vitrine.context=${encodeURIComponent('{"x":{"y":1}}')}` }],
    [{ traceparent: `00-${TRACE}-${SPAN}-01-more` }],
    [null as never],
  ])('begins anew where the headers %j say nothing', (headers) => {
    expect(continueTrace(headers, work)).toBe(1)
    expect(spans.only().parentSpanContext).toBeUndefined()
    expect(spans.only().attributes.x).toBeUndefined()
  })

  it('has no headers where no span is open', () => {
    expect(traceHeaders()).toEqual({})
  })

  it('links to the spans that it came from', () => {
    const links = [
      `00-${TRACE}-${SPAN}-01`,
      { traceId: TRACE, spanId: '1'.repeat(16) },
      { traceparent: `00-${TRACE}-${'2'.repeat(16)}-00` },
      'x',
    ]
    withSpan('batch', () => 1, { links })
    expect(spans.only().links.map((link) => link.context.spanId)).toEqual([SPAN, '1'.repeat(16), '2'.repeat(16)])
  })
})

describe('the decorator', () => {
  it('makes a method a span, of the standard kind and of the older one', async () => {
    class Shop {
      #rate = 2
      price(amount: number): number {
        return amount * this.#rate
      }
      async stock(item: string): Promise<string> {
        return `${item}: 3`
      }
    }
    const standard = observed({ kind: 'tool' })
    Shop.prototype.price = standard(Shop.prototype.price, {
      kind: 'method',
      name: 'price',
    } as ClassMethodDecoratorContext)
    const descriptor = Object.getOwnPropertyDescriptor(Shop.prototype, 'stock') as PropertyDescriptor
    Object.defineProperty(Shop.prototype, 'stock', observed({ name: 'store' })(Shop.prototype, 'stock', descriptor))
    const shop = new Shop()
    expect(shop.price(21)).toBe(42)
    expect(await shop.stock('tea')).toBe('tea: 3')
    expect(spans.all().map(({ name }) => name)).toEqual(['execute_tool price', 'store'])
  })
})
