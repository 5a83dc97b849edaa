/** `responses.create`: its request, its answer and its events as attributes of the GenAI conventions. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'
import { toolDefinitions } from './chat.ts'
import { responseInput, responseOutput } from './chat-messages.ts'
import { usageAttributes } from './usage.ts'

export const responsesOperation: Operation = {
  name: 'chat',
  apiType: 'responses',
  request: (body) =>
    present<Attributes[string]>({
      'gen_ai.request.temperature': number(body.temperature),
      'gen_ai.request.top_p': number(body.top_p),
      'gen_ai.request.max_tokens': number(body.max_output_tokens),
      'gen_ai.request.reasoning.level': text(fieldsOf(body.reasoning).effort),
      'gen_ai.request.previous_response.id': text(body.previous_response_id),
      'gen_ai.output.type': outputType(fieldsOf(fieldsOf(body.text).format).type),
      'openai.request.service_tier': text(body.service_tier),
    }),
  requestContent: (attributes, body, limits) => {
    const instructions = text(body.instructions)
    if (instructions !== undefined)
      putJson(attributes, 'gen_ai.system_instructions', [{ type: 'text', content: instructions }], limits)
    if (body.input !== undefined) putJson(attributes, 'gen_ai.input.messages', responseInput(body.input), limits)
    putJson(attributes, 'gen_ai.tool.definitions', toolDefinitions(body.tools), limits)
  },
  answer: (attributes, answer, limits) => {
    const reason = finishReason(answer)
    setAll(
      attributes,
      {
        'gen_ai.response.id': text(answer.id),
        'gen_ai.response.model': text(answer.model),
        'openai.response.service_tier': text(answer.service_tier),
      },
      usageAttributes(answer.usage),
      reason === undefined ? {} : { 'gen_ai.response.finish_reasons': [reason] },
    )
    if (limits.content && listOf(answer.output).length > 0)
      putJson(attributes, 'gen_ai.output.messages', [responseOutput(answer.output, reason)], limits)
  },
  fold: () => new ResponseFold(),
}

function outputType(format: unknown): string | undefined {
  const type = text(format)
  if (type === undefined) return undefined
  return type.startsWith('json') ? 'json' : type
}

/** The API has a status instead; a queued or running answer has not finished. */
function finishReason(answer: Fields): string | undefined {
  if (answer.status === 'failed') return 'error'
  if (answer.status === 'incomplete') {
    const why = text(fieldsOf(answer.incomplete_details).reason)
    return why === 'max_output_tokens' ? 'length' : why
  }
  if (answer.status !== 'completed') return undefined
  return listOf(answer.output).some((item) => fieldsOf(item).type === 'function_call') ? 'tool_call' : 'stop'
}

/** The last event carries the whole answer; until then, the text so far is all there is. */
class ResponseFold implements StreamFold {
  #answer: Fields = {}
  #partial = ''
  #failure: unknown

  add(value: unknown): void {
    const event = fieldsOf(value)
    if (event.response) this.#answer = fieldsOf(event.response)
    if (event.type === 'response.output_text.delta') this.#partial += text(event.delta) ?? ''
    if (event.type === 'error') this.#failure = streamError(event)
    if (event.type === 'response.failed') this.#failure = streamError(fieldsOf(this.#answer.error))
  }

  answer(): Fields {
    if (listOf(this.#answer.output).length > 0 || this.#partial === '') return this.#answer
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: this.#partial }] }]
    return { ...this.#answer, output }
  }

  failure(): unknown {
    return this.#failure
  }
}

function streamError(fields: Fields): Error {
  const error = new Error(text(fields.message) ?? 'the stream reported an error')
  error.name = text(fields.code) ?? 'ResponseError'
  return error
}
