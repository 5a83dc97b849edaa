/** `batches.create` and its like: work handed over for later. It is no model call; the provider makes those itself. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, present, setAll, text } from './fields.ts'
import type { Operation } from './operation.ts'

export const openaiBatches = batches(
  (body) => ({
    'openai.batch.endpoint': text(body.endpoint),
    'openai.batch.input_file.id': text(body.input_file_id),
    'openai.batch.completion_window': text(body.completion_window),
  }),
  (answer) => ({
    'openai.batch.id': text(answer.id),
    'openai.batch.status': text(answer.status),
    'openai.batch.requests': number(fieldsOf(answer.request_counts).total),
  }),
)

export const anthropicBatches = batches(
  (body) => ({ 'anthropic.batch.requests': listOf(body.requests).length }),
  (answer) => ({
    'anthropic.batch.id': text(answer.id),
    'anthropic.batch.status': text(answer.processing_status),
  }),
)

export const geminiBatches = batches(
  (body) => ({ 'gen_ai.request.model': text(body.model) }),
  (answer) => ({ 'gcp.batch.id': text(answer.name), 'gcp.batch.status': text(answer.state) }),
)

export const mistralBatches = batches(
  (body) => ({ 'gen_ai.request.model': text(body.model), 'mistral.batch.endpoint': text(body.endpoint) }),
  (answer) => ({
    'mistral.batch.id': text(answer.id),
    'mistral.batch.status': text(answer.status),
    'mistral.batch.requests': number(answer.totalRequests),
  }),
)

type Told = (fields: Fields) => Readonly<Record<string, Attributes[string] | undefined>>

function batches(asked: Told, answered: Told): Operation {
  return {
    name: 'create_batch',
    model: () => undefined,
    request: (body) => present(asked(body)),
    requestContent: () => undefined,
    answer: (attributes, answer) => void setAll(attributes, answered(answer)),
  }
}
