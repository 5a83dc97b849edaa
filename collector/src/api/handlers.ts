/** What a handler of the route table gets, and what it gives back. */
import type { AnswerOf, ROUTES, RouteName } from '@vitrine/schemas/api'
import type { Request, Response } from 'express'
import type { z } from 'zod'
import type { ProjectScope } from '../query/project-scope.ts'
import type { Identity } from './auth.ts'
import type { JsonText } from './respond.ts'

type Part<Name extends RouteName, Key extends 'params' | 'query' | 'body'> = (typeof ROUTES)[Name] extends {
  readonly [K in Key]: infer Schema extends z.core.$ZodType
}
  ? z.core.output<Schema>
  : undefined

export interface Call<Name extends RouteName> {
  readonly params: Part<Name, 'params'>
  readonly query: Part<Name, 'query'>
  readonly body: Part<Name, 'body'>
  /** The body as it came, where how a number is written matters. */
  readonly bodyText: string
  /** Undefined on routes that anyone may call, when nobody said who they are. */
  readonly identity: Identity | undefined
  /** Who did it: the user's id, '' for keys. */
  readonly userId: string
  /** Throws on a route without a project. */
  scope(): ProjectScope
  readonly request: Request
  readonly response: Response
}

/** A handler that streams answers by itself and gives back undefined. */
export type Handler<Name extends RouteName> = (
  call: Call<Name>,
) => Promise<AnswerOf<Name> | JsonText | undefined> | AnswerOf<Name> | JsonText

export type Handlers = { readonly [Name in RouteName]?: Handler<Name> }
