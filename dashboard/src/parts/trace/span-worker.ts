// Reads the answer of a large span away from the page: what would freeze it for seconds is parsed and cut here.
import { cutValue } from '../../model/cut-values.ts'

type Asked = { readonly bytes: ArrayBuffer }

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  try {
    const detail = JSON.parse(new TextDecoder().decode(data.bytes)) as Record<string, unknown>
    const { value, cuts } = cutValue(unfolded(detail))
    self.postMessage({ detail: value, cuts })
  } catch (error) {
    self.postMessage({ failure: String(error) })
  }
})

/** Clients often send JSON as text: a list of a hundred thousand rows in one string is cut as the list that it is. */
function unfolded(detail: Record<string, unknown>): Record<string, unknown> {
  const messages = Array.isArray(detail.messages) ? detail.messages : []
  return {
    ...detail,
    input: opened(detail.input),
    output: opened(detail.output),
    messages: messages.map((message: { parts?: Record<string, unknown>[] }) => ({
      ...message,
      parts: message.parts?.map((part) => ('result' in part ? { ...part, result: opened(part.result) } : part)),
    })),
  }
}

function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
