import { CancelledError } from '@tanstack/react-query'

/** What an error of the API looks like from here; its own class lives in api/. */
type ErrorLike = {
  readonly code?: unknown
  readonly message?: unknown
  readonly advice?: unknown
  readonly queryId?: unknown
  readonly params?: unknown
}

export type ErrorText = { readonly message: string; readonly advice: string | undefined; readonly details: string }

type Translate = (key: string, params: Record<string, unknown>) => string

/** The text of an error by its code in the reader's language, else the server's own message. Pure. */
export function errorText(error: unknown, t: Translate, exists: (key: string) => boolean): ErrorText {
  const {
    code: said,
    message,
    advice,
    queryId,
    params,
  } = (typeof error === 'object' && error !== null ? error : {}) as ErrorLike
  // TanStack's own word for a read that the reader stopped.
  const code = error instanceof CancelledError ? 'query_cancelled' : said
  const known = typeof code === 'string' && exists(`errors.${code}`)
  const values = typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {}
  const own = typeof message === 'string' ? message : String(error)
  return {
    message: known ? t(`errors.${code}`, values) : own,
    advice: typeof advice === 'string' && advice !== '' ? advice : undefined,
    details: JSON.stringify({ code, message: own, advice, query_id: queryId, params }, null, 2),
  }
}
