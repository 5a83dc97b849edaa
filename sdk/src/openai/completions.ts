import { fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import { textPart } from '../messages.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'
import { chatOperation } from './chat.ts'
import { usageAttributes } from './usage.ts'

export const completionsOperation: Operation = {
  name: 'text_completion',
  request: (body) => chatOperation.request(body),
  requestContent: (attributes, body, limits) => {
    const prompts = typeof body.prompt === 'string' ? [body.prompt] : listOf(body.prompt)
    // Prompts may be given as token numbers; those are no text.
    const parts = prompts.filter((prompt) => typeof prompt === 'string').map(textPart)
    if (parts.length > 0) putJson(attributes, 'gen_ai.input.messages', [{ role: 'user', parts }], limits)
  },
  answer: (attributes, answer, limits) => {
    const choices = listOf(answer.choices).map(fieldsOf)
    const reasons = choices.map((choice) => text(choice.finish_reason)).filter((reason) => reason !== undefined)
    setAll(
      attributes,
      {
        'gen_ai.response.id': text(answer.id),
        'gen_ai.response.model': text(answer.model),
        'gen_ai.response.finish_reasons': reasons.length === 0 ? undefined : reasons,
      },
      usageAttributes(answer.usage),
    )
    const messages = choices.map((choice) => ({
      role: 'assistant',
      parts: [textPart(text(choice.text) ?? '')],
      ...present({ finish_reason: text(choice.finish_reason) }),
    }))
    if (limits.content) putJson(attributes, 'gen_ai.output.messages', messages, limits)
  },
  fold: () => completionFold(),
}

function completionFold(): StreamFold {
  const texts = new Map<number, { text: string; finish_reason: string | undefined }>()
  const last: Record<string, unknown> = {}
  let usage: unknown
  return {
    add: (value) => {
      const chunk = fieldsOf(value)
      setAll(last, chunk)
      if (chunk.usage) usage = chunk.usage
      for (const choice of listOf(chunk.choices).map(fieldsOf)) {
        const index = number(choice.index) ?? 0
        const before = texts.get(index)
        texts.set(index, {
          text: (before?.text ?? '') + (text(choice.text) ?? ''),
          finish_reason: text(choice.finish_reason) ?? before?.finish_reason,
        })
      }
    },
    answer: () => ({ ...last, usage, choices: [...texts.values()] }),
  }
}
