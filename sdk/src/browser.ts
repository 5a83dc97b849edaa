/**
 * `@vitrine/sdk/browser`: feedback from a web page. It needs nothing else of the package and no OpenTelemetry; the
 * public key may write scores and nothing else.
 */
export interface BrowserOptions {
  /** Vitrine's address, as the browser reaches it. */
  readonly url: string
  readonly publicKey: string
  /** Told what could not be sent; default: nobody, a page has nothing to do about it. */
  readonly onError?: ((error: unknown) => void) | undefined
}

export interface BrowserScore {
  /** Default `user_feedback`. */
  readonly name?: string | undefined
  readonly value: 'up' | 'down' | boolean | number | string
  readonly traceId?: string | undefined
  readonly spanId?: string | undefined
  readonly session?: string | undefined
  readonly comment?: string | undefined
  readonly metadata?: unknown
  /** A second one with the same id replaces the first: a person may think again. */
  readonly id?: string | undefined
}

export interface FeedbackClient {
  /** Resolves with whether it was taken; never rejects. It is sent even while the page is being left. */
  feedback(given: BrowserScore): Promise<boolean>
}

export function createFeedback({ url, publicKey, onError }: BrowserOptions): FeedbackClient {
  const target = `${url.replace(/\/+$/, '')}/api/v1/scores`
  return {
    feedback: async (given) => {
      try {
        const answer = await fetch(target, {
          method: 'POST',
          keepalive: true,
          credentials: 'omit',
          headers: { authorization: `Bearer ${publicKey}`, 'content-type': 'application/json' },
          body: JSON.stringify(bodyOf(given)),
        })
        if (!answer.ok) onError?.(new Error(`HTTP ${answer.status}`))
        return answer.ok
      } catch (error) {
        onError?.(error)
        return false
      }
    },
  }
}

function bodyOf({ name = 'user_feedback', value, traceId, spanId, session, ...more }: BrowserScore): object {
  return {
    name,
    value: value === 'up' ? true : value === 'down' ? false : value,
    ...(traceId === undefined ? { session_id: session } : { trace_id: traceId, span_id: spanId }),
    ...more,
    source: 'annotation',
  }
}
