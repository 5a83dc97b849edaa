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
  252, // TOO_MANY_PARTS, of one insert
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

/** The server or its neighbours are at fault, and another try may help. */
const UNAVAILABLE = new Set([
  3, // UNEXPECTED_END_OF_FILE: the connection was cut
  164, // READONLY
  198, // DNS_ERROR
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  203, // NO_FREE_CONNECTION
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  225, // NO_ZOOKEEPER
  236, // ABORTED
  242, // TABLE_IS_READ_ONLY
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  289, // REPLICA_IS_NOT_IN_QUORUM
  319, // UNKNOWN_STATUS_OF_INSERT
  425, // SYSTEM_ERROR
  439, // CANNOT_SCHEDULE_TASK
  745, // SERVER_OVERLOADED
  999, // KEEPER_EXCEPTION
])

/** A message begins so, and a proxy's page or a row of data does not. */
const EXCEPTION = /^Code: \d+\. DB::(?:\w+)?Exception: .*/ms
const CODE = /Code: (\d+)\./

/** The exception that a server wrote into an answer after it had begun it with 200. */
export function exceptionInText(text: string): string | undefined {
  return EXCEPTION.exec(text)?.[0].slice(0, 2_000).trim()
}

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
  // 252 is said of one insert into too many partitions, and of a table that cannot keep up with merging.
  const isLoaded = code === 252 && !/single INSERT block/i.test(messageOf(error))
  const isRefused = code !== undefined && REFUSED.has(code) && !isLoaded
  const what = `cannot insert into ${table}: ${messageOf(error)}`
  return new AppError(isRefused ? 'store_refused' : 'store_unavailable', what, { retryable: !isRefused, cause: error })
}

export function readAborted(cause?: unknown): AppError {
  return new AppError('query_aborted', 'cannot query: the caller went away', { retryable: false, cause })
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
  if (UNAVAILABLE.has(code)) {
    return new AppError('store_unavailable', what, { retryable: true, cause: error })
  }
  return new AppError(TOO_MUCH[code] ?? 'query_failed', what, { retryable: false, cause: error })
}
