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
}

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
  'unknown',
  'other',
  'none',
  '_other',
])

/** Before a slash in a model's name these are providers; anything else may be an organisation. */
const PREFIXES = new Set(['openai', 'anthropic', 'groq', 'openrouter', 'ollama', 'deepseek', 'cohere', 'perplexity'])

const MODEL_VENDORS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:(?:us|eu|apac|global|jp|au)\.)?(?:anthropic|amazon|meta|cohere|mistral|ai21|deepseek|openai)\.[a-z]/,
    'aws.bedrock',
  ],
  [/^(?:models\/)?gemini-/, 'gcp.gemini'],
  [/^claude-/, 'anthropic'],
  [/^(?:gpt-|o[134](?:-|$)|chatgpt-|text-embedding-)/, 'openai'],
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
    name = nameOf(sent.toLowerCase())
    if (known.size < 1000) known.set(sent, name)
  }
  return name
}

function nameOf(sent: string): string {
  if (FRAMEWORKS.has(sent)) return ''
  const exact = NAMES[sent]
  if (exact !== undefined) return exact
  if (/^(?:gcp|aws|azure|ibm)\./.test(sent)) return sent
  // Dify names the plugin before its provider: `langgenius/openai/openai`.
  const last = sent.slice(sent.lastIndexOf('/') + 1)
  // AI SDK: `openai.chat`, `anthropic.messages` name a sub-API after the dot.
  const [vendor = last, api = ''] = last.split('.')
  return NAMES[`${vendor}.${api}`] ?? NAMES[vendor] ?? vendor
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
