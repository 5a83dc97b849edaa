/**
 * Spans of a framework that reports by events: something with this id began, and later something with this id ended.
 * Parents are named by their ids; what never ends is forgotten after so many others.
 */
import { type Attributes, type Context, SpanKind } from '@opentelemetry/api'
import { type OpenSpan, openSpan } from '../open-span.ts'
import type { Settings } from '../settings.ts'
import { guard } from '../wrap-method.ts'

const MAX_OPEN = 10_000

export interface RunStart {
  readonly id: string
  readonly parentId?: string | null | undefined
  readonly name: string
  readonly attributes: Attributes
  /** A call to somebody else's service. */
  readonly isClient?: boolean
  /** Written where content is recorded. */
  readonly content?: (attributes: Attributes, settings: Settings) => void
}

export interface RunEnd {
  readonly attributes?: Attributes
  readonly content?: (attributes: Attributes, settings: Settings) => void
  readonly error?: unknown
}

export interface RunSpans {
  start(run: RunStart): void
  /** Adds to a span that is open. */
  add(id: string, attributes: Attributes): void
  end(id: string, end?: RunEnd): void
  isOpen(id: string): boolean
  /** The context in which the span is the active one. */
  contextOf(id: string): Context | undefined
}

export function createRunSpans(): RunSpans {
  const open = new Map<string, OpenSpan>()
  return {
    start: ({ id, parentId, name, attributes, isClient, content }) => {
      guard(() => {
        const parent = parentId == null ? undefined : open.get(parentId)?.context
        const span = openSpan({
          name,
          kind: isClient === true ? SpanKind.CLIENT : SpanKind.INTERNAL,
          attributes,
          ...(parent === undefined ? {} : { parent }),
        })
        if (span === undefined) return
        write(span, content)
        open.set(id, span)
        if (open.size > MAX_OPEN)
          for (const [oldest, forgotten] of open) {
            forgotten.end()
            open.delete(oldest)
            break
          }
      }, undefined)
    },
    add: (id, attributes) => guard(() => open.get(id)?.set(attributes), undefined),
    end: (id, { attributes, content, error } = {}) => {
      const span = open.get(id)
      if (span === undefined) return
      open.delete(id)
      guard(() => {
        if (attributes !== undefined) span.set(attributes)
        write(span, content)
        if (error !== undefined) span.fail(error)
      }, undefined)
      guard(() => span.end(), undefined)
    },
    isOpen: (id) => open.has(id),
    contextOf: (id) => open.get(id)?.context,
  }
}

function write(span: OpenSpan, content: RunStart['content']): void {
  if (content === undefined || !span.isRecording || !span.settings.content) return
  const attributes: Attributes = {}
  content(attributes, span.settings)
  span.set(attributes)
}
