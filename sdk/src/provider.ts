/** Which provider is behind a client, told by its address. */
const PROVIDERS: readonly (readonly [suffix: string, provider: string, usageInStreams: boolean])[] = [
  ['api.openai.com', 'openai', true],
  ['.openai.azure.com', 'azure.ai.openai', true],
  ['api.groq.com', 'groq', true],
  ['api.together.xyz', 'together_ai', true],
  ['api.together.ai', 'together_ai', true],
  ['api.deepseek.com', 'deepseek', true],
  ['api.x.ai', 'x_ai', true],
  ['openrouter.ai', 'openrouter', true],
  ['api.fireworks.ai', 'fireworks_ai', true],
  ['api.mistral.ai', 'mistral_ai', false],
  ['api.perplexity.ai', 'perplexity', false],
  ['api.moonshot.ai', 'moonshot_ai', true],
  ['api.cohere.ai', 'cohere', false],
  ['api.anthropic.com', 'anthropic', false],
  ['generativelanguage.googleapis.com', 'gcp.gemini', true],
]

export interface Provider {
  readonly name: string
  /** Known to accept `stream_options.include_usage`; an unknown server may refuse what it does not know. */
  readonly allowsStreamUsage: boolean
  readonly address: string | undefined
  readonly port: number | undefined
}

/** Addresses are few, and reading one costs as much as the rest of a span's start. */
const found = new Map<string, Provider>()
const MAX_FOUND = 100

/** An unknown address speaks OpenAI's protocol, and that is what the conventions' value then means. */
export function providerOf(baseUrl: unknown, named: string | undefined): Provider {
  if (typeof baseUrl !== 'string') return { ...NOWHERE, name: named ?? NOWHERE.name }
  let provider = found.get(baseUrl)
  if (provider === undefined) {
    provider = read(baseUrl)
    if (found.size < MAX_FOUND) found.set(baseUrl, provider)
  }
  return named === undefined ? provider : { ...provider, name: named }
}

/** For clients that keep their address to themselves. */
export const NOWHERE: Provider = { name: 'openai', allowsStreamUsage: false, address: undefined, port: undefined }

function read(baseUrl: string): Provider {
  if (!URL.canParse(baseUrl)) return NOWHERE
  const url = new URL(baseUrl)
  const known = PROVIDERS.find(([suffix]) => isAt(url.hostname, suffix))
  return {
    name: known?.[1] ?? 'openai',
    allowsStreamUsage: known?.[2] ?? false,
    address: url.hostname,
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  }
}

function isAt(hostname: string, suffix: string): boolean {
  return suffix.startsWith('.') ? hostname.endsWith(suffix) : hostname === suffix || hostname.endsWith(`.${suffix}`)
}
