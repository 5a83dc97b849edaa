/** `images.generate` and `images.edit`: the prompt, how many pictures came, and what they cost in tokens. */
import type { Attributes } from '@opentelemetry/api'
import { fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import { blobPart, textPart, uriPart } from '../messages.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'
import { usageAttributes } from './usage.ts'

export const imagesOperation: Operation = {
  name: 'generate_content',
  apiType: 'images',
  request: (body) =>
    present<Attributes[string]>({
      'gen_ai.output.type': 'image',
      'gen_ai.request.choice.count': body.n === 1 ? undefined : number(body.n),
      'openai.request.image.size': text(body.size),
      'openai.request.image.quality': text(body.quality),
    }),
  requestContent: (attributes, body, limits) => {
    const prompt = text(body.prompt)
    if (prompt !== undefined)
      putJson(attributes, 'gen_ai.input.messages', [{ role: 'user', parts: [textPart(prompt)] }], limits)
  },
  answer: (attributes, answer, limits) => {
    setAll(attributes, usageAttributes(answer.usage))
    const mimeType = `image/${text(answer.output_format) ?? 'png'}`
    const parts = listOf(answer.data).map((item) => {
      const { url, b64_json: base64 } = fieldsOf(item)
      return typeof url === 'string' ? uriPart('image', url) : blobPart('image', mimeType, base64)
    })
    if (limits.content && parts.length > 0)
      putJson(attributes, 'gen_ai.output.messages', [{ role: 'assistant', parts }], limits)
  },
  fold: (): StreamFold => {
    const data: unknown[] = []
    let last = {}
    return {
      // Pictures of half the way are not kept; the event that completes one carries it and the usage.
      add: (value) => {
        const event = fieldsOf(value)
        if (text(event.type)?.endsWith('.completed') !== true) return
        data.push({ b64_json: event.b64_json })
        last = { usage: event.usage, output_format: event.output_format }
      },
      answer: () => ({ ...last, data }),
    }
  },
}
