/** Providers by one name each. A framework's name in the provider field says nothing about the vendor. */
const NAMES: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  'az.ai.openai': 'azure.ai.openai',
  'azure-openai': 'azure.ai.openai',
  'azure.ai.openai': 'azure.ai.openai',
  azure_openai: 'azure.ai.openai',
  'az.ai.inference': 'azure.ai.inference',
  'azure.ai.inference': 'azure.ai.inference',
  aws: 'aws.bedrock',
  'amazon-bedrock': 'aws.bedrock',
  amazon_bedrock: 'aws.bedrock',
  bedrock: 'aws.bedrock',
  'aws.bedrock': 'aws.bedrock',
  google: 'gcp.gemini',
  gemini: 'gcp.gemini',
  'google.generative-ai': 'gcp.gemini',
  google_genai: 'gcp.gemini',
  googleai: 'gcp.gemini',
  'gcp.gemini': 'gcp.gemini',
  'gcp.gen_ai': 'gcp.gemini',
  vertex_ai: 'gcp.vertex_ai',
  vertexai: 'gcp.vertex_ai',
  'google-vertex': 'gcp.vertex_ai',
  'google.vertex': 'gcp.vertex_ai',
  'vertex.anthropic': 'gcp.vertex_ai',
  'gcp.vertex_ai': 'gcp.vertex_ai',
  xai: 'x_ai',
  x_ai: 'x_ai',
  'x-ai': 'x_ai',
  mistralai: 'mistral_ai',
  mistral: 'mistral_ai',
  mistral_ai: 'mistral_ai',
  moonshotai: 'moonshot_ai',
  'ibm.watsonx.ai': 'ibm.watsonx.ai',
  watsonx: 'ibm.watsonx.ai',
  google_vertexai: 'gcp.vertex_ai',
  vertex: 'gcp.vertex_ai',
  bedrock_converse: 'aws.bedrock',
  moonshot: 'moonshot_ai',
  together_ai: 'together',
  togetherai: 'together',
  fireworks_ai: 'fireworks',
  // pydantic-ai's words.
  'google-gla': 'gcp.gemini',
  grok: 'x_ai',
  // LiteLLM's and LangChain's words for one way or another to ask a vendor.
  azure_ai: 'azure.ai.inference',
  aws_bedrock: 'aws.bedrock',
  vertex_ai_beta: 'gcp.vertex_ai',
  google_anthropic_vertex: 'gcp.vertex_ai',
  google_ai: 'gcp.gemini',
  cohere_chat: 'cohere',
  ollama_chat: 'ollama',
  'text-completion-openai': 'openai',
  ibm: 'ibm.watsonx.ai',
  // The AI SDK's word for Vercel's.
  gateway: 'vercel',
}

/** LiveKit and others send the host of the address that they ask. Any other host may be anybody's proxy. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)openai\.azure\.com$/, 'azure.ai.openai'],
  [/\.(?:services|inference)\.ai\.azure\.com$/, 'azure.ai.inference'],
  [/(?:^|\.)openai\.com$/, 'openai'],
  [/(?:^|\.)anthropic\.com$/, 'anthropic'],
  [/aiplatform\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/^generativelanguage\.googleapis\.com$/, 'gcp.gemini'],
  [/^bedrock[\w-]*\..*\.amazonaws\.com(?:\.cn)?$/, 'aws.bedrock'],
  [/(?:^|\.)groq\.com$/, 'groq'],
  [/(?:^|\.)mistral\.ai$/, 'mistral_ai'],
  [/(?:^|\.)deepseek\.com$/, 'deepseek'],
  [/(?:^|\.)openrouter\.ai$/, 'openrouter'],
  [/(?:^|\.)x\.ai$/, 'x_ai'],
  [/(?:^|\.)cohere\.(?:com|ai)$/, 'cohere'],
  [/(?:^|\.)perplexity\.ai$/, 'perplexity'],
  [/(?:^|\.)together\.(?:xyz|ai)$/, 'together'],
  [/(?:^|\.)fireworks\.ai$/, 'fireworks'],
  [/(?:^|\.)cerebras\.ai$/, 'cerebras'],
  [/(?:^|\.)moonshot\.(?:cn|ai)$/, 'moonshot_ai'],
]
/** A port, or three labels and more of which the last is a domain's: `api.openai.com`, `localhost:8080`. */
const HOST = /^(?:[\w-]+(?:\.[\w-]+)*:\d+|localhost|(?:[\w-]+\.)+(?:com|ai|cn|net|org|io|dev|xyz|local|internal))$/

const FRAMEWORKS = new Set([
  'strands-agents',
  'gcp.vertex.agent',
  'microsoft.agent_framework',
  'langchain',
  'langgraph',
  'agno',
  'crewai',
  'autogen',
  'llama_index',
  'llamaindex',
  'haystack',
  'dspy',
  'smolagents',
  'pydantic-ai',
  'semantic_kernel',
  'github.copilot',
  'spring_ai',
  'langchain4j',
  'litellm',
  'litellm_proxy',
  'mastra',
  'openai-compatible',
  'openai_like',
  'custom_openai',
  'unknown',
  'other',
  'none',
  '_other',
])

/** Before a slash in a model's name these are providers; anything else may be an organisation. */
const PREFIXES = new Set(['openai', 'anthropic', 'groq', 'openrouter', 'ollama', 'deepseek', 'cohere', 'perplexity'])

const MODEL_VENDORS: readonly (readonly [RegExp, string])[] = [
  [/^arn:aws[\w-]*:(?:bedrock|sagemaker):/, 'aws.bedrock'],
  [
    /^(?:(?:us|us-gov|eu|apac|global|jp|au|ca|sa|me)\.)?(?:anthropic|amazon|meta|cohere|mistral|ai21|deepseek|openai|qwen|writer|stability|twelvelabs|luma)\.[a-z]/,
    'aws.bedrock',
  ],
  [/^(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\//, 'gcp.vertex_ai'],
  [/^(?:models\/)?gemini-/, 'gcp.gemini'],
  [/^claude-/, 'anthropic'],
  [
    /^(?:ft:)?(?:gpt-|o[134](?:-|$)|chatgpt-|codex-|text-embedding-|davinci-|babbage-|whisper-|dall-e|tts-|sora-)/,
    'openai',
  ],
  [/^(?:mistral|ministral|codestral|magistral|pixtral)-/, 'mistral_ai'],
  [/^grok-/, 'x_ai'],
  [/^deepseek-/, 'deepseek'],
]

const known = new Map<string, string>()

/** '' where nobody said and the model's name does not tell. */
export function providerOf(sent: string, model: string): string {
  if (sent !== '') {
    const name = normalised(sent)
    if (name !== '') return name
  }
  return providerOfModel(model)
}

function normalised(sent: string): string {
  let name = known.get(sent)
  if (name === undefined) {
    name = nameOf(sent.trim().toLowerCase().replaceAll(' ', '_'))
    if (known.size < 1000) known.set(sent, name)
  }
  return name
}

function nameOf(sent: string): string {
  if (FRAMEWORKS.has(sent)) return ''
  const exact = NAMES[sent]
  if (exact !== undefined) return exact
  if (/^(?:(?:gcp|aws|ibm)\.|azure\.ai\.)/.test(sent)) return sent
  if (HOST.test(sent)) return hostOf(sent.replace(/:\d+$/, ''))
  // Dify names the plugin before its provider: `langgenius/openai/openai`.
  const last = sent.slice(sent.lastIndexOf('/') + 1)
  // AI SDK: `openai.chat`, `anthropic.messages` name a sub-API after the dot.
  const [vendor = last, api = ''] = last.split('.')
  if (FRAMEWORKS.has(vendor)) return ''
  return NAMES[`${vendor}.${api}`] ?? NAMES[vendor] ?? vendor
}

function hostOf(host: string): string {
  return HOSTS.find(([pattern]) => pattern.test(host))?.[1] ?? ''
}

function providerOfModel(model: string): string {
  if (model === '') return ''
  // LiteLLM and OpenRouter put the provider before the model.
  const slash = model.indexOf('/')
  const prefix = slash > 0 ? model.slice(0, slash).toLowerCase() : ''
  if (prefix !== '' && (NAMES[prefix] !== undefined || PREFIXES.has(prefix))) return NAMES[prefix] ?? prefix
  const name = model.toLowerCase()
  for (const [pattern, provider] of MODEL_VENDORS) if (pattern.test(name)) return provider
  return ''
}
