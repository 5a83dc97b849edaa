import * as z from 'zod/mini'

/** Every code an answer may carry; the dashboard translates by code, and a test finds each in every catalogue. */
export const ERROR_CODES = [
  'unknown_parameter',
  'invalid_parameter',
  'invalid_filter',
  'filter_not_supported',
  'attribute_too_long',
  'invalid_cursor',
  'invalid_body',
  'unauthenticated',
  'login_failed',
  'login_throttled',
  'csrf',
  'host_not_allowed',
  'origin_not_allowed',
  'forbidden',
  'project_required',
  'unknown_project',
  'unknown_trace',
  'unknown_span',
  'unknown_score',
  'unknown_dataset',
  'unknown_board',
  'unknown_item',
  'unknown_key',
  'unknown_job',
  'unknown_price',
  'unknown_route',
  'method_not_allowed',
  'already_exists',
  'conflict',
  'too_large',
  'unsupported_media_type',
  'query_too_slow',
  'query_too_large',
  'query_cancelled',
  'queue_full',
  'store_unavailable',
  'store_refused',
  'not_ready',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export const apiError = z.object({
  error: z.object({
    code: z.enum(ERROR_CODES),
    params: z.record(z.string(), z.unknown()).check(z.describe('what the translated text of the code needs')),
    message: z.string().check(z.describe('what happened, English')),
    advice: z.string().check(z.describe('what to try, English')),
    query_id: z.nullable(z.string()),
    retryable: z.boolean(),
    retry_after_ms: z.nullable(z.number()),
  }),
})
export type ApiErrorAnswer = z.infer<typeof apiError>
