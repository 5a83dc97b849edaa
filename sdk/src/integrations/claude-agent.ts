/**
 * `@vitrine/sdk/claude-agent`: `const ask = observeQuery(query)` of the Claude Agent SDK. The messages of a run tell what
 * the agent does: each answer of the model is a call, each tool between an answer and its result a tool.
 */
import { type Attributes, SpanKind } from '@opentelemetry/api'
import { anthropicMessage, anthropicParts } from '../anthropic/blocks.ts'
import { anthropicMessages } from '../anthropic/messages.ts'
import { type Fields, fieldsOf, listOf, present, text } from '../fields.ts'
import { observeResult } from '../observe-result.ts'
import { observeStream } from '../observe-stream.ts'
import { type OpenSpan, openSpan } from '../open-span.ts'
import { attributesOfInput, attributesOfOutput, spanNameOf, startAttributesOf } from '../span-kinds.ts'
import { putJson } from '../values.ts'
import { type CallObserver, callObserved, guard } from '../wrap-method.ts'

const NAME = 'claude-agent'

/** The same function with the same type, whose every run is a trace. */
export function observeQuery<Query extends (...args: never[]) => unknown>(query: Query): Query {
  return new Proxy(query, {
    apply: (target, self, args: unknown[]) =>
      callObserved(
        () => begin(fieldsOf(args[0])),
        args,
        (used) => Reflect.apply(target as unknown as (...all: unknown[]) => unknown, self, used as unknown[]),
      ),
  })
}

function begin(given: Fields): CallObserver | undefined {
  const agent = openSpan({ name: spanNameOf('agent', NAME), attributes: startAttributesOf('agent', NAME) })
  if (agent === undefined) return undefined
  guard(() => {
    if (agent.settings.content && typeof given.prompt === 'string')
      agent.set(attributesOfInput('agent', given.prompt, agent.settings))
  }, undefined)
  const run = new AgentRun(agent, given.prompt)
  return {
    context: agent.context,
    threw: (error) => run.end(error),
    returned: (result) =>
      observeResult(result, {
        error: (error) => run.end(error),
        raw: () => run.end(),
        value: (messages) => {
          const isWatched = observeStream(messages, {
            item: (message) => {
              guard(() => run.heard(fieldsOf(message)), undefined)
              return 'show'
            },
            end: (how, error) => run.end(how === 'error' ? error : undefined),
          })
          if (!isWatched) run.end()
        },
      }),
  }
}

interface Answer {
  readonly id: string
  readonly span: OpenSpan
  readonly content: unknown[]
  message: Fields
}

class AgentRun {
  readonly #agent: OpenSpan
  readonly #tools = new Map<string, OpenSpan>()
  #answer: Answer | undefined
  /** What the model was told since its last answer. */
  #told: unknown[] = []
  #lastHeardMs: number

  constructor(agent: OpenSpan, prompt: unknown) {
    this.#agent = agent
    if (typeof prompt === 'string') this.#told.push({ role: 'user', content: prompt })
    this.#lastHeardMs = now(agent)
  }

  heard(message: Fields): void {
    if (message.type === 'assistant') this.#assistant(fieldsOf(message.message), message)
    else if (message.type === 'user') this.#user(fieldsOf(message.message))
    else if (message.type === 'result') this.#result(message)
    else if (message.type === 'system' && text(message.session_id) !== undefined)
      this.#agent.set({ 'session.id': String(message.session_id) })
    if (message.type !== 'stream_event') this.#lastHeardMs = now(this.#agent)
  }

  end(error?: unknown): void {
    guard(() => {
      this.#endAnswer()
      for (const tool of this.#tools.values()) tool.end()
      this.#tools.clear()
      if (error !== undefined) this.#agent.fail(error)
    }, undefined)
    this.#agent.end()
  }

  /** One answer of the model comes in several messages with one id, a block each. */
  #assistant(message: Fields, outer: Fields): void {
    const id = text(message.id) ?? text(outer.uuid) ?? ''
    if (this.#answer?.id !== id) {
      this.#endAnswer()
      this.#answer = { id, span: this.#openCall(message), content: [], message }
    }
    const answer = this.#answer as Answer
    answer.message = message
    answer.content.push(...listOf(message.content))
    for (const block of listOf(message.content).map(fieldsOf)) if (block.type === 'tool_use') this.#openTool(block)
  }

  #openCall(message: Fields): OpenSpan {
    const model = text(message.model)
    const span = openSpan({
      name: model === undefined ? 'chat' : `chat ${model}`,
      kind: SpanKind.CLIENT,
      parent: this.#agent.context,
      startTime: this.#lastHeardMs,
      attributes: present<Attributes[string]>({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': model,
      }),
    })
    if (span === undefined) throw new Error('the tracer is gone')
    if (span.settings.content && this.#told.length > 0) {
      const attributes: Attributes = {}
      putJson(attributes, 'gen_ai.input.messages', this.#told.map(anthropicMessage), span.settings)
      span.set(attributes)
    }
    this.#told = []
    return span
  }

  #endAnswer(): void {
    const answer = this.#answer
    this.#answer = undefined
    if (answer === undefined) return
    const attributes: Attributes = {}
    anthropicMessages.answer(attributes, { ...answer.message, content: answer.content }, answer.span.settings)
    answer.span.set(attributes)
    answer.span.end()
  }

  #openTool(block: Fields): void {
    const name = text(block.name) ?? 'tool'
    const id = text(block.id) ?? ''
    const tool = openSpan({
      name: spanNameOf('tool', name),
      parent: this.#agent.context,
      attributes: { ...startAttributesOf('tool', name), ...present({ 'gen_ai.tool.call.id': text(block.id) }) },
    })
    if (tool === undefined) return
    if (tool.settings.content) tool.set(attributesOfInput('tool', block.input, tool.settings))
    this.#tools.set(id, tool)
  }

  #user(message: Fields): void {
    this.#endAnswer()
    this.#told.push(message)
    for (const block of listOf(message.content).map(fieldsOf)) {
      const tool = block.type === 'tool_result' ? this.#tools.get(text(block.tool_use_id) ?? '') : undefined
      if (tool === undefined) continue
      this.#tools.delete(text(block.tool_use_id) ?? '')
      const result = typeof block.content === 'string' ? block.content : anthropicParts(block.content)
      if (tool.settings.content) tool.set(attributesOfOutput('tool', result, tool.settings))
      if (block.is_error === true) tool.fail(new Error(typeof result === 'string' ? result : 'the tool failed'))
      tool.end()
    }
  }

  #result(message: Fields): void {
    this.#endAnswer()
    this.#agent.set(
      present<Attributes[string]>({
        'session.id': text(message.session_id),
        'claude_agent.turns': typeof message.num_turns === 'number' ? message.num_turns : undefined,
        'claude_agent.cost_usd': typeof message.total_cost_usd === 'number' ? message.total_cost_usd : undefined,
      }),
    )
    if (this.#agent.settings.content && message.result !== undefined)
      this.#agent.set(attributesOfOutput('agent', message.result, this.#agent.settings))
    if (message.is_error === true)
      this.#agent.fail(new Error(text(message.result) ?? text(message.subtype) ?? 'the run failed'))
  }
}

function now({ settings }: OpenSpan): number {
  return settings.clock?.() ?? Date.now()
}
