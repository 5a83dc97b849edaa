export type ApiErrorFields = {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly retryable: boolean
  readonly advice?: string
  readonly queryId?: string | null
  readonly params?: Readonly<Record<string, unknown>>
}

/** A refused or failed request, with the server's own code, advice and query id where it gave them. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly retryable: boolean
  readonly advice: string | undefined
  readonly queryId: string | null
  readonly params: Readonly<Record<string, unknown>>

  constructor(fields: ApiErrorFields) {
    super(fields.message)
    this.name = 'ApiError'
    this.code = fields.code
    this.status = fields.status
    this.retryable = fields.retryable
    this.advice = fields.advice
    this.queryId = fields.queryId ?? null
    this.params = fields.params ?? {}
  }
}

/** An error answer may also come from a proxy in between, which speaks no JSON of ours. */
export async function readError(response: Response): Promise<ApiError> {
  const text = await response.text()
  const error = readEnvelope(text)
  if (error === undefined) {
    return new ApiError({
      code: 'http',
      message: `HTTP ${response.status} ${response.statusText}`.trim(),
      status: response.status,
      retryable: response.status >= 500,
      params: { status: response.status },
    })
  }
  return new ApiError({ ...error, status: response.status })
}

function readEnvelope(text: string): Omit<ApiErrorFields, 'status'> | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: Record<string, unknown> }
    if (typeof error?.code !== 'string' || typeof error.message !== 'string') return undefined
    return {
      code: error.code,
      message: error.message,
      retryable: error.retryable === true,
      ...(typeof error.advice === 'string' ? { advice: error.advice } : {}),
      ...(typeof error.query_id === 'string' ? { queryId: error.query_id } : {}),
      ...(typeof error.params === 'object' && error.params !== null
        ? { params: error.params as Record<string, unknown> }
        : {}),
    }
  } catch {
    return undefined
  }
}
