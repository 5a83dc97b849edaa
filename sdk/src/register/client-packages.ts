/** The packages that `register` looks out for, and which of their exports are clients. */
import type { Family } from '../bindings.ts'

export interface ClientPackage {
  readonly name: string
  readonly family: Family
  readonly classes: readonly string[]
}

export const CLIENT_PACKAGES: readonly ClientPackage[] = [
  { name: 'openai', family: 'openai', classes: ['OpenAI', 'AzureOpenAI', 'default'] },
  { name: 'groq-sdk', family: 'openai', classes: ['Groq', 'default'] },
  { name: 'together-ai', family: 'openai', classes: ['Together', 'default'] },
  { name: '@anthropic-ai/sdk', family: 'anthropic', classes: ['BaseAnthropic', 'Anthropic', 'default'] },
  { name: '@anthropic-ai/bedrock-sdk', family: 'anthropic', classes: ['AnthropicBedrock'] },
  { name: '@anthropic-ai/vertex-sdk', family: 'anthropic', classes: ['AnthropicVertex'] },
  { name: '@google/genai', family: 'google', classes: ['GoogleGenAI'] },
  { name: '@mistralai/mistralai', family: 'mistral', classes: ['Mistral', 'default'] },
  { name: 'ollama', family: 'ollama', classes: ['Ollama'] },
  { name: '@aws-sdk/client-bedrock-runtime', family: 'bedrock', classes: ['BedrockRuntimeClient', 'BedrockRuntime'] },
]
