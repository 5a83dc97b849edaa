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
  'gcp.gemini': 'gcp.gemini',
  'gcp.gen_ai': 'gcp.gemini',
  vertex_ai: 'gcp.vertex_ai',
  vertexai: 'gcp.vertex_ai',
  'google-vertex': 'gcp.vertex_ai',
  'gcp.vertex_ai': 'gcp.vertex_ai',
  xai: 'x_ai',
  x_ai: 'x_ai',
  'x-ai': 'x_ai',
  mistralai: 'mistral_ai',
  mistral: 'mistral_ai',
  mistral_ai: 'mistral_ai',
  moonshotai: 'moonshot_ai',
  'ibm.watsonx.ai': 'ibm.watsonx.ai',
}

const FRAMEWORKS = new Set([
  'strands-agents',
  'gcp.vertex.agent',
  'microsoft.agent_framework',
  'langchain',
  'langgraph',
  'unknown',
  '_other',
])

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
  // AI SDK: `openai.chat`, `anthropic.messages` name a sub-API after the dot.
  const vendor = sent.split('.')[0] ?? sent
  return NAMES[vendor] ?? vendor
}

function providerOfModel(model: string): string {
  if (model === '') return ''
  const name = model.toLowerCase()
  for (const [pattern, provider] of MODEL_VENDORS) if (pattern.test(name)) return provider
  return ''
}
