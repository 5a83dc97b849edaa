/** `batches.create`: work handed over for later. It is no model call; its own calls are made by the provider. */
import type { Attributes } from '@opentelemetry/api'
import { fieldsOf, number, present, text } from '../fields.ts'
import type { Operation } from '../operation.ts'

export const batchesOperation: Operation = {
  name: 'create_batch',
  model: () => undefined,
  request: (body) =>
    present<Attributes[string]>({
      'openai.batch.endpoint': text(body.endpoint),
      'openai.batch.input_file.id': text(body.input_file_id),
      'openai.batch.completion_window': text(body.completion_window),
    }),
  requestContent: () => undefined,
  answer: (attributes, answer) => {
    Object.assign(
      attributes,
      present<Attributes[string]>({
        'openai.batch.id': text(answer.id),
        'openai.batch.status': text(answer.status),
        'openai.batch.requests': number(fieldsOf(answer.request_counts).total),
      }),
    )
  },
}
