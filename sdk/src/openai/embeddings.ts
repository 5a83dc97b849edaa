/** `embeddings.create`: the texts go in, the vectors' length is kept, the vectors themselves are not. */
import type { Attributes } from '@opentelemetry/api'
import { fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { putJson } from '../values.ts'
import { usageAttributes } from './usage.ts'

export const embeddingsOperation: Operation = {
  name: 'embeddings',
  apiType: undefined,
  request: (body) =>
    present<Attributes[string]>({
      'gen_ai.request.encoding_formats': typeof body.encoding_format === 'string' ? [body.encoding_format] : undefined,
      'gen_ai.embeddings.dimension.count': number(body.dimensions),
    }),
  requestContent: (attributes, body, limits) => {
    const inputs = typeof body.input === 'string' ? [body.input] : listOf(body.input)
    // Inputs may be given as token numbers; those are no text.
    const parts = inputs.filter((input) => typeof input === 'string').map((content) => ({ type: 'text', content }))
    if (parts.length > 0) putJson(attributes, 'gen_ai.input.messages', [{ role: 'user', parts }], limits)
  },
  answer: (attributes, answer) => {
    const vector = fieldsOf(listOf(answer.data)[0]).embedding
    setAll(
      attributes,
      {
        'gen_ai.response.model': text(answer.model),
        'gen_ai.embeddings.dimension.count': Array.isArray(vector) ? vector.length : undefined,
      },
      usageAttributes(answer.usage),
    )
  },
}
