/**
 * `@vitrine/sdk/langchain`: a callback handler for LangChain.js and LangGraph. Hand it over where a run is started,
 * `graph.invoke(input, { callbacks: [langchainHandler()] })`, and everything below the run is seen.
 */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, parsed, present, text } from '../fields.ts'
import {
  attributesOfInput,
  attributesOfOutput,
  type ObserveKind,
  spanNameOf,
  startAttributesOf,
} from '../span-kinds.ts'
import { putJson } from '../values.ts'
import { langchainMessage, langchainUsage } from './langchain-messages.ts'
import { createRunSpans, type RunSpans } from './run-spans.ts'

/** What LangChain calls; it takes any object with these methods and a name. */
export interface LangchainHandler {
  readonly name: string
  readonly awaitHandlers: boolean
  readonly [method: string]: unknown
}

export function langchainHandler(): LangchainHandler {
  const runs = createRunSpans()
  const fail = (error: unknown, id: string) => runs.end(id, { error })
  return {
    name: 'vitrine',
    // Handled at once, so that a span starts and ends when its run does.
    awaitHandlers: true,
    raiseError: false,
    ignoreLLM: false,
    ignoreChain: false,
    // Tools are of the agent's part.
    ignoreAgent: false,
    ignoreRetriever: false,
    ignoreCustomEvent: true,
    // LangChain hands handlers on by copying them; a copy must know the same runs.
    copy(this: LangchainHandler) {
      return this
    },
    handleChatModelStart: (
      model: unknown,
      messages: unknown,
      id: string,
      parentId?: string,
      extra?: unknown,
      _tags?: unknown,
      metadata?: unknown,
    ) => startModel(runs, { model, id, parentId, extra, metadata, messages: listOf(listOf(messages)[0]) }),
    handleLLMStart: (
      model: unknown,
      prompts: unknown,
      id: string,
      parentId?: string,
      extra?: unknown,
      _tags?: unknown,
      metadata?: unknown,
    ) =>
      startModel(runs, {
        model,
        id,
        parentId,
        extra,
        metadata,
        messages: listOf(prompts).map((content) => ({ type: 'human', content })),
      }),
    handleLLMEnd: (output: unknown, id: string) => endModel(runs, fieldsOf(output), id),
    handleLLMError: fail,
    // The order is the caller's, whatever the type of the method says.
    handleChainStart: (
      chain: unknown,
      inputs: unknown,
      id: string,
      parentId?: string,
      _tags?: unknown,
      metadata?: unknown,
      _type?: unknown,
      runName?: string,
    ) => startStep(runs, 'chain', { id, parentId, name: runName ?? nameOf(chain, 'chain'), input: inputs, metadata }),
    handleChainEnd: (outputs: unknown, id: string) => endStep(runs, 'chain', id, outputs),
    handleChainError: fail,
    handleToolStart: (
      tool: unknown,
      input: unknown,
      id: string,
      parentId?: string,
      _tags?: unknown,
      metadata?: unknown,
      runName?: string,
      callId?: string,
    ) => {
      startStep(runs, 'tool', { id, parentId, name: runName ?? nameOf(tool, 'tool'), input: parsed(input), metadata })
      if (typeof callId === 'string') runs.add(id, { 'gen_ai.tool.call.id': callId })
    },
    handleToolEnd: (output: unknown, id: string) => endStep(runs, 'tool', id, fieldsOf(output).content ?? output),
    handleToolError: fail,
    handleRetrieverStart: (
      retriever: unknown,
      query: unknown,
      id: string,
      parentId?: string,
      _tags?: unknown,
      metadata?: unknown,
      name?: string,
    ) =>
      startStep(runs, 'retrieval', {
        id,
        parentId,
        name: name ?? nameOf(retriever, 'retriever'),
        input: query,
        metadata,
      }),
    handleRetrieverEnd: (documents: unknown, id: string) =>
      endStep(runs, 'retrieval', id, listOf(documents).map(documentOf)),
    handleRetrieverError: fail,
  }
}

interface ModelStart {
  readonly model: unknown
  readonly id: string
  readonly parentId: string | undefined
  readonly extra: unknown
  readonly metadata: unknown
  readonly messages: readonly unknown[]
}

function startModel(runs: RunSpans, { model, id, parentId, extra, metadata, messages }: ModelStart): void {
  const parameters = fieldsOf(fieldsOf(extra).invocation_params)
  const told = fieldsOf(metadata)
  const name = text(parameters.model) ?? text(parameters.model_name) ?? text(told.ls_model_name)
  runs.start({
    id,
    parentId,
    name: name === undefined ? 'chat' : `chat ${name}`,
    isClient: true,
    attributes: {
      ...sessionOf(told),
      ...present<Attributes[string]>({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': text(told.ls_provider) ?? nameOf(model, 'unknown'),
        'gen_ai.request.model': name,
        'gen_ai.request.temperature': number(parameters.temperature) ?? number(told.ls_temperature),
        'gen_ai.request.max_tokens': number(parameters.max_tokens) ?? number(told.ls_max_tokens),
        'gen_ai.request.top_p': number(parameters.top_p),
        'gen_ai.request.stream': parameters.stream === true || parameters.streaming === true ? true : undefined,
      }),
    },
    content: (attributes, limits) => {
      putJson(attributes, 'gen_ai.input.messages', messages.map(langchainMessage), limits)
      const tools = listOf(parameters.tools)
      if (tools.length > 0) putJson(attributes, 'gen_ai.tool.definitions', tools, limits)
    },
  })
}

function endModel(runs: RunSpans, output: Fields, id: string): void {
  const generations = listOf(listOf(output.generations)[0]).map(fieldsOf)
  const message = fieldsOf(generations[0]?.message)
  const about = fieldsOf(message.response_metadata)
  const reason =
    text(about.finish_reason) ?? text(about.stop_reason) ?? text(fieldsOf(generations[0]?.generationInfo).finish_reason)
  const responseId = text(about.id) ?? text(message.id)
  runs.end(id, {
    attributes: {
      ...present<Attributes[string]>({
        // LangChain makes an id up where the provider gave none.
        'gen_ai.response.id': responseId?.startsWith('run-') ? undefined : responseId,
        'gen_ai.response.model': text(about.model_name) ?? text(about.model),
        'gen_ai.response.finish_reasons': reason === undefined ? undefined : [reason],
      }),
      ...langchainUsage(message, fieldsOf(output.llmOutput)),
    },
    content: (attributes, limits) =>
      putJson(
        attributes,
        'gen_ai.output.messages',
        generations.map((generation) => ({
          ...langchainMessage(generation.message ?? { type: 'ai', content: generation.text }),
          ...present({ finish_reason: reason }),
        })),
        limits,
      ),
  })
}

interface StepStart {
  readonly id: string
  readonly parentId: string | undefined
  readonly name: string
  readonly input: unknown
  readonly metadata: unknown
}

function startStep(runs: RunSpans, kind: ObserveKind, { id, parentId, name, input, metadata }: StepStart): void {
  runs.start({
    id,
    parentId,
    name: spanNameOf(kind, name),
    isClient: kind === 'retrieval',
    attributes: { ...sessionOf(fieldsOf(metadata)), ...startAttributesOf(kind, name) },
    content: (attributes, limits) => Object.assign(attributes, attributesOfInput(kind, plain(input), limits)),
  })
}

function endStep(runs: RunSpans, kind: ObserveKind, id: string, output: unknown): void {
  runs.end(id, {
    content: (attributes, limits) => Object.assign(attributes, attributesOfOutput(kind, plain(output), limits)),
  })
}

/** What names a conversation in the configuration of a run. */
function sessionOf(metadata: Fields): Attributes {
  const session = metadata.session_id ?? metadata.thread_id ?? metadata.conversation_id
  return present({ 'session.id': text(session), 'user.id': text(metadata.user_id) })
}

function documentOf(value: unknown): unknown {
  const { id, pageContent, metadata } = fieldsOf(value)
  const score = fieldsOf(metadata).score ?? fieldsOf(metadata).relevance_score
  return { ...present({ id, score }), content: pageContent, metadata }
}

/** The last part of the class path, or the name that it was given. */
function nameOf(serialized: unknown, fallback: string): string {
  const { name, id } = fieldsOf(serialized)
  const last = listOf(id).at(-1)
  return text(name) ?? text(last) ?? fallback
}

/** Messages inside a state are written as messages, not as the objects that carry them. */
function plain(value: unknown): unknown {
  const isMessage = (item: unknown) =>
    typeof fieldsOf(item).getType === 'function' || typeof fieldsOf(item)._getType === 'function'
  if (isMessage(value)) return langchainMessage(value)
  if (Array.isArray(value)) return value.map((item) => (isMessage(item) ? langchainMessage(item) : item))
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        Array.isArray(inner) && inner.some(isMessage) ? plain(inner) : inner,
      ]),
    )
  return value
}
