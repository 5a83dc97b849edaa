/** Who and what a piece of work belongs to: set once around it, carried by every span inside, through async code. */
import { type Attributes, type Context, createContextKey } from '@opentelemetry/api'
import { activeContext } from './active-context.ts'
import { type CallObserver, callObserved } from './wrap-method.ts'

export interface ContextValues {
  /** The conversation: traces with the same one are its turns. */
  readonly session?: string | undefined
  readonly user?: string | undefined
  /** Added to those of an outer context. */
  readonly tags?: readonly string[] | undefined
  /** Scalars, each filterable as `attr.metadata.<key>`; merged with those of an outer context. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>> | undefined
  readonly environment?: string | undefined
  readonly release?: string | undefined
  /** The prompt template that the calls inside come from. */
  readonly prompt?: PromptUse | undefined
}

export interface PromptUse {
  readonly name: string
  readonly version?: string | number | undefined
  /** What was filled in. */
  readonly variables?: Readonly<Record<string, string | number | boolean>> | undefined
}

const KEY = createContextKey('vitrine.context')
const NONE: Attributes = {}

/**
 * Runs `fn`; every span that starts inside it, however deep and however late, carries the values. Returns what `fn`
 * returns.
 */
export function context<R>(values: ContextValues, fn: () => R): R {
  return callObserved(
    (): CallObserver => ({
      context: withAttributes(activeContext(), values),
      returned: (result) => result,
      threw: () => undefined,
    }),
    [],
    () => fn(),
  )
}

/** The attributes that a span started in this context carries. */
export function contextAttributes(active: Context): Attributes {
  return (active.getValue(KEY) as Attributes | undefined) ?? NONE
}

/** Adds attributes that came from elsewhere, e.g. with the headers of a request. */
export function withContextAttributes(active: Context, attributes: Attributes): Context {
  return active.setValue(KEY, { ...contextAttributes(active), ...attributes })
}

function withAttributes(active: Context, values: ContextValues): Context {
  return withContextAttributes(active, attributesOf(values, contextAttributes(active)))
}

function attributesOf(values: ContextValues, outer: Attributes): Attributes {
  const attributes: Attributes = {}
  const put = (key: string, value: string | undefined) => {
    if (value !== undefined && value !== '') attributes[key] = String(value)
  }
  put('session.id', values.session)
  put('user.id', values.user)
  put('deployment.environment.name', values.environment)
  put('service.version', values.release)
  if (values.tags !== undefined) {
    const before = Array.isArray(outer['tag.tags']) ? (outer['tag.tags'] as string[]) : []
    attributes['tag.tags'] = [...new Set([...before, ...values.tags.map(String)])]
  }
  for (const [key, value] of Object.entries(values.metadata ?? {})) attributes[`metadata.${key}`] = scalar(value)
  if (values.prompt !== undefined) {
    const { name, version, variables } = values.prompt
    put('gen_ai.prompt.name', name)
    put('gen_ai.prompt.version', version === undefined ? undefined : String(version))
    for (const [key, value] of Object.entries(variables ?? {}))
      attributes[`gen_ai.prompt.variable.${key}`] = scalar(value)
  }
  return attributes
}

function scalar(value: unknown): string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
}
