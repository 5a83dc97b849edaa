/** What an exception of the engine means to us: by its code, the same for both adapters. */
import { AppError, messageOf } from '../base/errors.ts'

/** Codes of ClickHouse (ErrorCodes.cpp): the value is at fault, and trying again cannot help. */
const REFUSED = new Set([
  6, // CANNOT_PARSE_TEXT
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  33, // CANNOT_READ_ALL_DATA
  41, // CANNOT_PARSE_DATETIME
  43, // ILLEGAL_TYPE_OF_ARGUMENT
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  131, // TOO_LARGE_STRING_SIZE
  190, // SIZES_OF_ARRAYS_DONT_MATCH
  252, // TOO_MANY_PARTS of one insert (partitions); a loaded table says 252 too, see below
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  407, // DECIMAL_OVERFLOW
  469, // VIOLATED_CONSTRAINT
])

/** Codes that answer a read which asked for too much: the reader must narrow it. */
const TOO_MUCH: Readonly<Record<number, string>> = {
  158: 'query_too_large',
  159: 'query_timeout',
  160: 'query_timeout',
  241: 'query_memory',
  307: 'query_too_large',
  396: 'query_too_large',
}

const CODE = /Code: (\d+)\./

export function clickhouseCode(error: unknown): number | undefined {
  if (typeof error === 'object' && error !== null) {
    if ('clickhouseCode' in error && typeof error.clickhouseCode === 'number') return error.clickhouseCode
    if ('code' in error && /^\d+$/.test(String(error.code))) return Number(error.code)
  }
  const found = CODE.exec(messageOf(error))
  return found?.[1] === undefined ? undefined : Number(found[1])
}

export function insertError(table: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = clickhouseCode(error)
  const isLoaded = code === 252 && /merges are processing/i.test(messageOf(error))
  const isRefused = code !== undefined && REFUSED.has(code) && !isLoaded
  const what = `cannot insert into ${table}: ${messageOf(error)}`
  return new AppError(isRefused ? 'store_refused' : 'store_unavailable', what, { retryable: !isRefused, cause: error })
}

export function queryError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = clickhouseCode(error)
  if (code === undefined) {
    return new AppError('store_unavailable', `cannot query the store: ${messageOf(error)}`, {
      retryable: true,
      cause: error,
    })
  }
  const what = `cannot answer the query: ${messageOf(error)}`
  return new AppError(TOO_MUCH[code] ?? 'query_failed', what, { retryable: false, cause: error })
}
