/** Applications as processes of their own against the built product: what they print, and what it tells of them. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { PROJECT_KEY, type Product, startProduct } from '../../tests/support/product.ts'
import { type ProviderServer, startProviderServer } from './provider-server.ts'

export interface Scene {
  /** Resolves with all that it printed, when everything it sent is stored. */
  run(program: Program): Promise<string>
  told(service: string): Promise<Told>
  stop(): Promise<void>
}

export interface Program {
  readonly service: string
  /** A path, then the words after it. */
  readonly command: readonly [file: string, ...words: string[]]
  readonly nodeArgs?: readonly string[]
  /** Default: the Node of the tests. */
  readonly node?: string
  readonly env?: Readonly<Record<string, string>>
}

/** What the dashboard shows of one application, as far as all of its calls together are told. */
export interface Told {
  readonly calls: number
  readonly errors: number
  readonly traces: number
  readonly sessions: number
  readonly kinds: Readonly<Record<string, number>>
  /** Input, output, read from the cache, written to it, and of reasoning. */
  readonly tokens: readonly (number | null | undefined)[]
  readonly usd: string | null
  readonly unpriced: number
  readonly models: readonly string[]
  readonly tools: readonly string[]
  /** Of each call in order: who said what, as `user text`. */
  readonly messages: readonly (readonly string[])[]
}

interface Totals {
  readonly total: {
    readonly calls: number
    readonly errors: number
    readonly traces: number
    readonly sessions: number
    readonly spans_by_kind: Readonly<Record<string, number>>
    readonly tokens: Tokens
    readonly cost: { readonly ours: string | null; readonly unpriced_calls: number }
    readonly models: readonly {
      readonly provider: string | null
      readonly model: string | null
      readonly calls: number
      readonly tokens: Tokens
    }[]
    readonly tools: readonly { readonly tool: string; readonly calls: number; readonly errors: number }[]
  }
}

interface Tokens {
  readonly input: number | null
  readonly output: number | null
  readonly buckets: Readonly<Record<string, number | null>>
}

interface Listed {
  readonly trace_id: string
  readonly span_id: string
  readonly kind: string
  readonly start: string
}

interface Detail {
  readonly messages: readonly { readonly role: string; readonly parts: readonly { readonly type: string }[] }[]
}

export async function startScene(): Promise<Scene> {
  const [product, provider] = await Promise.all([startProduct(), startProviderServer()])
  return {
    run: (program) => run(program, product, provider),
    told: (service) => told(service, product),
    stop: async () => {
      await product.stop()
      await provider.close()
    },
  }
}

async function run(
  { service, command, node, nodeArgs = [], env: more }: Program,
  product: Product,
  provider: ProviderServer,
): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PROVIDER_URL: provider.url,
    VITRINE_URL: product.url,
    VITRINE_KEY: PROJECT_KEY,
    OTEL_SERVICE_NAME: service,
    ...more,
  }
  const child = spawn(node ?? process.execPath, [...nodeArgs, ...command], { cwd: path.dirname(command[0]), env })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk)
    })
  await new Promise((resolve) => child.on('close', resolve))
  await product.drained()
  return printed
}

async function told(service: string, product: Product): Promise<Told> {
  const { total } = await product.api<Totals>(`/totals?service=${service}`)
  const { spans } = await product.api<{ spans: Listed[] }>(`/spans?service=${service}&limit=200`)
  const calls = spans.filter(({ kind }) => kind === 'llm').sort((a, b) => (a.start < b.start ? -1 : 1))
  const details = await Promise.all(
    calls.map(({ trace_id, span_id }) => product.api<Detail>(`/traces/${trace_id}/spans/${span_id}`)),
  )
  return {
    calls: total.calls,
    errors: total.errors,
    traces: total.traces,
    sessions: total.sessions,
    kinds: total.spans_by_kind,
    tokens: counts(total.tokens),
    usd: total.cost.ours,
    unpriced: total.cost.unpriced_calls,
    models: total.models.map((each) =>
      [each.provider, each.model, each.calls, ...counts(each.tokens).map((n) => n ?? 0)].join(' '),
    ),
    tools: total.tools.map(({ tool, calls: n, errors }) => `${tool} ${n} ${errors}`),
    messages: details.map(({ messages }) =>
      messages.flatMap(({ role, parts }) => parts.map(({ type }) => `${role} ${type}`)),
    ),
  }
}

function counts({ input, output, buckets }: Tokens): (number | null | undefined)[] {
  return [input, output, buckets.cache_read, buckets.cache_write, buckets.reasoning]
}
