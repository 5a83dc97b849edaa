/** `models.generateContent`, its stream, embeddings and images of Google GenAI, in the GenAI conventions. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import { blobPart, textPart } from '../messages.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'
import { geminiMessages, geminiParts } from './contents.ts'

export const geminiGenerate: Operation = {
  name: 'generate_content',
  model: modelName,
  isStream: () => false,
  request: (body) => {
    const config = fieldsOf(body.config)
    return present<Attributes[string]>({
      'gen_ai.request.temperature': number(config.temperature),
      'gen_ai.request.top_p': number(config.topP),
      'gen_ai.request.top_k': number(config.topK),
      'gen_ai.request.max_tokens': number(config.maxOutputTokens),
      'gen_ai.request.seed': number(config.seed),
      'gen_ai.request.frequency_penalty': number(config.frequencyPenalty),
      'gen_ai.request.presence_penalty': number(config.presencePenalty),
      'gen_ai.request.choice.count': config.candidateCount === 1 ? undefined : number(config.candidateCount),
      'gen_ai.request.stop_sequences': Array.isArray(config.stopSequences)
        ? config.stopSequences.map(String)
        : undefined,
      'gen_ai.request.reasoning.level': text(fieldsOf(config.thinkingConfig).thinkingLevel)?.toLowerCase(),
      'gen_ai.output.type': outputType(config),
    })
  },
  requestContent: (attributes, body, limits) => {
    const config = fieldsOf(body.config)
    const system = geminiParts(config.systemInstruction)
    if (system.length > 0) putJson(attributes, 'gen_ai.system_instructions', system, limits)
    putJson(attributes, 'gen_ai.input.messages', geminiMessages(body.contents), limits)
    const tools = listOf(config.tools).flatMap(definitions)
    if (tools.length > 0) putJson(attributes, 'gen_ai.tool.definitions', tools, limits)
  },
  answer: (attributes, answer, limits) => {
    const candidates = listOf(answer.candidates).map(fieldsOf)
    const reasons = candidates.map((each) => text(each.finishReason)).filter((reason) => reason !== undefined)
    setAll(
      attributes,
      {
        'gen_ai.response.id': text(answer.responseId),
        'gen_ai.response.model': text(answer.modelVersion),
        'gen_ai.response.finish_reasons': reasons.length === 0 ? undefined : reasons,
      },
      geminiUsage(answer.usageMetadata),
    )
    const messages = candidates.map((candidate) => ({
      role: 'assistant',
      parts: geminiParts(candidate.content),
      ...present({ finish_reason: text(candidate.finishReason) }),
    }))
    if (limits.content && messages.length > 0) putJson(attributes, 'gen_ai.output.messages', messages, limits)
  },
}

export const geminiStream: Operation = { ...geminiGenerate, isStream: () => true, fold: () => new GeminiFold() }

export const geminiEmbeddings: Operation = {
  name: 'embeddings',
  model: modelName,
  request: (body) =>
    present({ 'gen_ai.embeddings.dimension.count': number(fieldsOf(body.config).outputDimensionality) }),
  requestContent: (attributes, body, limits) =>
    putJson(attributes, 'gen_ai.input.messages', geminiMessages(body.contents), limits),
  answer: (attributes, answer) => {
    const embeddings = listOf(answer.embeddings).map(fieldsOf)
    const { values } = fieldsOf(embeddings[0])
    const counts = embeddings.map(({ statistics }) => number(fieldsOf(statistics).tokenCount))
    const isCounted = counts.some((count) => count !== undefined)
    setAll(attributes, {
      'gen_ai.embeddings.dimension.count': Array.isArray(values) ? values.length : undefined,
      'gen_ai.usage.input_tokens': isCounted ? counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) : undefined,
    })
  },
}

export const geminiImages: Operation = {
  name: 'generate_content',
  model: modelName,
  request: (body) =>
    present<Attributes[string]>({
      'gen_ai.output.type': 'image',
      'gen_ai.request.choice.count': number(fieldsOf(body.config).numberOfImages),
    }),
  requestContent: (attributes, body, limits) => {
    const prompt = text(body.prompt)
    if (prompt !== undefined)
      putJson(attributes, 'gen_ai.input.messages', [{ role: 'user', parts: [textPart(prompt)] }], limits)
  },
  answer: (attributes, answer, limits) => {
    const parts = listOf(answer.generatedImages).map((item) => {
      const image = fieldsOf(fieldsOf(item).image)
      return blobPart('image', text(image.mimeType), image.imageBytes)
    })
    if (limits.content && parts.length > 0)
      putJson(attributes, 'gen_ai.output.messages', [{ role: 'assistant', parts }], limits)
  },
}

/** `models/gemini-x` and `gemini-x` are the same model. */
function modelName(body: Fields): string | undefined {
  return text(body.model)?.replace(/^(?:publishers\/google\/)?models\//, '')
}

function outputType(config: Fields): string | undefined {
  const modality = text(listOf(config.responseModalities)[0])?.toLowerCase()
  if (modality === 'image') return 'image'
  if (modality === 'audio') return 'speech'
  return text(config.responseMimeType) === 'application/json' ? 'json' : undefined
}

/** Conventions: output includes reasoning, which Gemini counts apart; input includes what its tools brought. */
function geminiUsage(value: unknown): Attributes {
  const usage = fieldsOf(value)
  const prompt = number(usage.promptTokenCount)
  const answer = number(usage.candidatesTokenCount)
  const thoughts = number(usage.thoughtsTokenCount)
  return present({
    'gen_ai.usage.input_tokens':
      prompt === undefined ? undefined : prompt + (number(usage.toolUsePromptTokenCount) ?? 0),
    'gen_ai.usage.output_tokens':
      answer === undefined && thoughts === undefined ? undefined : (answer ?? 0) + (thoughts ?? 0),
    'gen_ai.usage.cache_read.input_tokens': number(usage.cachedContentTokenCount),
    'gen_ai.usage.reasoning.output_tokens': thoughts,
  })
}

/** A tool is a list of functions, or one of Google's own by its key; a tool with code of the application has neither. */
function definitions(value: unknown): unknown[] {
  const tool = fieldsOf(value)
  if (Array.isArray(tool.functionDeclarations))
    return tool.functionDeclarations.map((each) => {
      const { name, description, parameters, parametersJsonSchema } = fieldsOf(each)
      return { type: 'function', name, description, parameters: parameters ?? parametersJsonSchema }
    })
  return Object.keys(tool).map((type) => ({ type, name: type }))
}

/** Chunks added up: texts of one kind grow together, calls stand alone, counts are those of the last chunk. */
class GeminiFold implements StreamFold {
  #last: Fields = {}
  #usage: Fields = {}
  readonly #candidates = new Map<number, { parts: Fields[]; finishReason: unknown }>()

  add(value: unknown): void {
    const chunk = fieldsOf(value)
    this.#last = { ...this.#last, ...present({ responseId: chunk.responseId, modelVersion: chunk.modelVersion }) }
    this.#usage = { ...this.#usage, ...present(fieldsOf(chunk.usageMetadata)) }
    for (const candidate of listOf(chunk.candidates).map(fieldsOf)) {
      const index = number(candidate.index) ?? 0
      const folded = this.#candidates.get(index) ?? { parts: [], finishReason: undefined }
      this.#candidates.set(index, folded)
      folded.finishReason = candidate.finishReason ?? folded.finishReason
      for (const part of listOf(fieldsOf(candidate.content).parts)) addPart(folded.parts, fieldsOf(part))
    }
  }

  answer(): Fields {
    const candidates = [...this.#candidates.entries()]
      .sort(([a], [b]) => a - b)
      .map(([index, { parts, finishReason }]) => ({ index, finishReason, content: { role: 'model', parts } }))
    return { ...this.#last, usageMetadata: this.#usage, candidates }
  }
}

function addPart(parts: Fields[], part: Fields): void {
  const last = parts.at(-1)
  const said = text(part.text)
  if (said !== undefined && last !== undefined && text(last.text) !== undefined && last.thought === part.thought)
    parts[parts.length - 1] = { ...last, text: `${text(last.text)}${said}` }
  else parts.push(part)
}
