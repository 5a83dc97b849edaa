/** `audio.transcriptions`, `audio.translations` and `audio.speech`: the text of either side; sounds are not kept. */
import { type Fields, fieldsOf, present, setAll, text } from '../fields.ts'
import { textPart } from '../messages.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'
import { usageAttributes } from './usage.ts'

export const transcriptionOperation: Operation = {
  name: 'generate_content',
  apiType: 'audio',
  request: () => ({ 'gen_ai.output.type': 'text' }),
  requestContent: (attributes, body, limits) => {
    const name = text(fieldsOf(body.file).name)
    const sound = { type: 'file', modality: 'audio', ...present({ file_id: name }) }
    const prompt = text(body.prompt)
    const parts = [sound, ...(prompt === undefined ? [] : [textPart(prompt)])]
    putJson(attributes, 'gen_ai.input.messages', [{ role: 'user', parts }], limits)
  },
  answer: (attributes, answer, limits) => {
    setAll(attributes, usageAttributes(answer.usage))
    const spoken = text(answer.text)
    if (limits.content && spoken !== undefined)
      putJson(attributes, 'gen_ai.output.messages', [{ role: 'assistant', parts: [textPart(spoken)] }], limits)
  },
  fold: (): StreamFold => {
    let answer: Fields = {}
    return {
      add: (value) => {
        const event = fieldsOf(value)
        if (event.type === 'transcript.text.done') answer = event
        else if (event.type === 'transcript.text.delta')
          answer = { text: `${text(answer.text) ?? ''}${text(event.delta) ?? ''}` }
      },
      answer: () => answer,
    }
  },
}

export const speechOperation: Operation = {
  name: 'generate_content',
  apiType: 'audio',
  request: () => ({ 'gen_ai.output.type': 'speech' }),
  requestContent: (attributes, body, limits) => {
    const spoken = text(body.input)
    if (spoken !== undefined)
      putJson(attributes, 'gen_ai.input.messages', [{ role: 'user', parts: [textPart(spoken)] }], limits)
  },
  // The answer is the sound itself, and the application's to read.
  answer: () => undefined,
}
