/** A provider in a function: answers what its script says, in one piece or byte by byte, whole or broken off. */
export interface Script {
  readonly status?: number
  readonly contentType: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export interface Delivery {
  /** `bytes`: each byte is a piece of its own, so that the text is cut at every boundary there is. */
  readonly pieces: 'whole' | 'bytes'
  /** The connection breaks after so many bytes. */
  readonly breaksAfter?: number
}

export interface Asked {
  readonly url: string
  readonly body: unknown
}

export type Fetch = (input: unknown, init?: { body?: unknown; signal?: AbortSignal | null }) => Promise<Response>

/** The scripts are answered in turn, the last one for ever. */
export function scriptedFetch(scripts: Script | readonly Script[], delivery: Delivery, asked: Asked[] = []): Fetch {
  const list = Array.isArray(scripts) ? [...(scripts as readonly Script[])] : [scripts as Script]
  return async (input, init) => {
    const script = (list.length > 1 ? list.shift() : list[0]) as Script
    asked.push({ url: urlOf(input), body: bodyOf(init?.body) })
    const bytes = typeof script.body === 'string' ? new TextEncoder().encode(script.body) : script.body
    return new Response(streamOf(bytes, delivery, init?.signal ?? undefined), {
      status: script.status ?? 200,
      headers: {
        'content-type': script.contentType,
        'x-request-id': 'req_1',
        'request-id': 'req_1',
        ...script.headers,
      },
    })
  }
}

function streamOf(
  bytes: Uint8Array,
  { pieces, breaksAfter }: Delivery,
  signal: AbortSignal | undefined,
): ReadableStream {
  let at = 0
  return new ReadableStream(
    {
      start: (controller) => {
        signal?.addEventListener('abort', () => {
          try {
            controller.error(signal.reason)
          } catch {
            // It was over before.
          }
        })
      },
      pull: (controller) => {
        const end = Math.min(bytes.length, pieces === 'bytes' ? at + 1 : bytes.length, breaksAfter ?? bytes.length)
        if (end > at) controller.enqueue(bytes.slice(at, end))
        at = end
        if (breaksAfter !== undefined && at >= breaksAfter) controller.error(new TypeError('terminated'))
        else if (at >= bytes.length) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}

function urlOf(input: unknown): string {
  if (typeof input === 'string') return input
  return input instanceof URL ? input.href : String((input as { url?: unknown }).url)
}

function bodyOf(body: unknown): unknown {
  return typeof body === 'string' ? JSON.parse(body) : undefined
}
