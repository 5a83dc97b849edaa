import type * as z from 'zod/mini'
import { done } from './control.ts'

/**
 * Every route under /api/v1, once: the server validates by it, the OpenAPI page is generated from it, and clients take
 * their types from it. Paths are in OpenAPI's spelling.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'delete'
  readonly path: string
  readonly summary: string
  /**
   * Who may call: anyone; a secret key, login or admin (read, write); scores and media also by a public key. A viewer's
   * login may call what is `read`, so a POST that changes nothing says so here.
   */
  readonly access: 'anyone' | 'read' | 'write' | 'score' | 'admin'
  readonly params?: z.ZodMiniObject
  readonly query?: z.ZodMiniObject
  readonly body?: z.ZodMiniType
  /** The body when it is not JSON: lines of JSON, or bytes that mean nothing here. */
  readonly bodyType?: 'jsonl' | 'bytes'
  readonly status: 200 | 201 | 202
  /** Of one line when the answer is a stream. */
  readonly answer: z.ZodMiniType
  readonly answerType: 'json' | 'ndjson'
}

/** What most routes have in common. */
export const read = { method: 'get', access: 'read', status: 200, answerType: 'json' } as const
export const write = { method: 'post', access: 'write', status: 200, answerType: 'json' } as const
export const remove = { method: 'delete', access: 'write', status: 200, answerType: 'json', answer: done } as const
