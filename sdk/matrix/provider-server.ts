/** Every provider behind one address, each in its own protocol, whole and streamed; only the ids of its answers differ. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chatTurn, responseTurn } from './provider-turns.ts'
import type { Script } from './scripted-fetch.ts'
import * as scripts from './scripts.ts'

export interface ProviderServer {
  readonly url: string
  close(): Promise<void>
}

type Body = { readonly stream?: boolean }

/** By how the path ends. */
const ANSWERS: readonly (readonly [path: RegExp, answer: (body: Body) => Script])[] = [
  [/\/chat\/completions$/, chatTurn],
  [/\/responses$/, responseTurn],
  [/\/embeddings$/, () => scripts.openaiEmbeddings],
  [/\/messages$/, ({ stream }) => (stream === true ? scripts.anthropicStream : scripts.anthropicMessage)],
  [/:generateContent$/, () => scripts.geminiAnswer],
  [/:streamGenerateContent$/, () => scripts.geminiStream],
  [/\/api\/chat$/, ({ stream }) => (stream === true ? scripts.ollamaStream : scripts.ollamaAnswer)],
  [/\/converse$/, () => scripts.bedrockConverse],
  [/\/invoke$/, () => scripts.anthropicMessage],
]

export async function startProviderServer(): Promise<ProviderServer> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const path = new URL(request.url ?? '/', 'http://provider').pathname
  const found = ANSWERS.find(([ending]) => ending.test(path))
  const said = Buffer.concat(parts).toString('utf8')
  const script = found?.[1](said === '' ? {} : (JSON.parse(said) as Body))
  response.writeHead(script === undefined ? 404 : (script.status ?? 200), {
    'content-type': script?.contentType ?? 'text/plain',
  })
  response.end(numbered(script?.body ?? `nobody answers ${path}`))
}

/** Frameworks and collectors take two answers of one id for the same. */
function numbered(body: string | Uint8Array): string | Uint8Array {
  answers += 1
  return typeof body === 'string' ? body.replaceAll(/"(chatcmpl-|resp_|msg_)1"/g, `"$1${answers}"`) : body
}

let answers = 0
