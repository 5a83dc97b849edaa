import type { Message } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { displayMessages, inlineSource, type MediaPart, remoteSource } from './messages.ts'

const ask: Message = { role: 'user', parts: [{ type: 'text', text: 'weather?' }] }

function call(id: string | null, name: string): Message['parts'][number] {
  return { type: 'tool_call', id, name, arguments: {} }
}
function result(id: string | null, value: string, name: string | null = null): Message['parts'][number] {
  return { type: 'tool_result', id, name, result: value }
}

describe('displayMessages', () => {
  it('puts each result under the call it answers, whatever their order', () => {
    const messages: Message[] = [
      ask,
      { role: 'assistant', parts: [call('1', 'a'), call('2', 'b')] },
      { role: 'tool', parts: [result('2', 'B')] },
      { role: 'tool', parts: [result('1', 'A')] },
    ]
    const shown = displayMessages(messages)
    expect(shown.map((message) => message.role)).toEqual(['user', 'assistant'])
    expect(shown[1]?.blocks.map((block) => block.kind === 'tool_call' && block.result?.result)).toEqual(['A', 'B'])
  })

  it('pairs by order where the client sent no ids', () => {
    const shown = displayMessages([
      { role: 'assistant', parts: [call(null, 'a')] },
      { role: 'tool', parts: [result(null, 'A')] },
    ])
    expect(shown).toHaveLength(1)
  })

  it('keeps a result whose call is nowhere, and does not give one call another one’s result', () => {
    const shown = displayMessages([
      { role: 'assistant', parts: [call('1', 'a')] },
      { role: 'tool', parts: [result('9', 'stray')] },
    ])
    expect(shown.map((message) => message.blocks[0]?.kind)).toEqual(['tool_call', 'tool_result'])
  })

  it('keeps the number of a message as sent, and a message without parts', () => {
    const shown = displayMessages([ask, { role: 'assistant', parts: [], isOutput: true }])
    expect(shown[1]).toMatchObject({ number: 2, isOutput: true, blocks: [] })
  })
})

describe('media', () => {
  it.each([
    [{ type: 'image', data: 'AAAA', media_type: 'image/png' }, 'data:image/png;base64,AAAA', undefined],
    [{ type: 'image', uri: 'https://x.test/a.png' }, undefined, 'https://x.test/a.png'],
    [{ type: 'image', uri: 'data:image/svg+xml;base64,AAAA' }, undefined, undefined],
    [{ type: 'image', uri: 'javascript:alert(1)' }, undefined, undefined],
    [{ type: 'file', data: 'AAAA', media_type: 'text/html' }, undefined, undefined],
  ] as [MediaPart, string | undefined, string | undefined][])(
    'shows %j only where it is safe',
    (media, own, remote) => {
      expect(inlineSource(media)).toBe(own)
      expect(remoteSource(media)).toBe(remote)
    },
  )
})
