/** Google's Agent Development Kit: the whole request to Gemini in one attribute. */
import type { Message } from '@vitrine/schemas/api'
import { message, messagesOf } from '../message-shapes.ts'
import { parsedTwice, partsOf } from '../parts.ts'
import { said } from '../said.ts'
import type { SpanView } from '../span-view.ts'
import { isDictionary } from '../values.ts'

export function adkInput(view: SpanView): Message[] {
  const request = parsedTwice(said(view.get('gcp.vertex.agent.llm_request')))
  if (!isDictionary(request)) return messagesOf(request, false)
  const config = isDictionary(request.config) ? request.config : {}
  const instruction = config.system_instruction ?? config.systemInstruction
  const system = partsOf(isDictionary(instruction) ? instruction.parts : instruction)
  const history = messagesOf(request.contents, false)
  return system.length === 0 ? history : [message('system', system, false), ...history]
}
