/**
 * How one's own functions are written as spans. Tools, retrievals, agents and workflows have a form in the OpenTelemetry
 * GenAI conventions; the other kinds have one in OpenInference, which readers of both understand.
 */
import type { Attributes } from '@opentelemetry/api'
import type { Settings } from './settings.ts'
import { putJson, putText } from './values.ts'

export type ObserveKind = 'chain' | 'agent' | 'workflow' | 'tool' | 'retrieval' | 'reranker' | 'guardrail' | 'evaluator'

const OPERATIONS: Readonly<Partial<Record<ObserveKind, { operation: string; nameKey: string }>>> = {
  agent: { operation: 'invoke_agent', nameKey: 'gen_ai.agent.name' },
  workflow: { operation: 'invoke_workflow', nameKey: 'gen_ai.workflow.name' },
  tool: { operation: 'execute_tool', nameKey: 'gen_ai.tool.name' },
  retrieval: { operation: 'retrieval', nameKey: 'gen_ai.data_source.id' },
}

export function spanNameOf(kind: ObserveKind, name: string): string {
  const operation = OPERATIONS[kind]?.operation
  return operation === undefined ? String(name) : `${operation} ${String(name)}`
}

export function startAttributesOf(kind: ObserveKind, name: string): Attributes {
  const form = OPERATIONS[kind]
  if (form === undefined) return { 'openinference.span.kind': kind.toUpperCase() }
  return {
    'gen_ai.operation.name': form.operation,
    [form.nameKey]: name,
    ...(kind === 'tool' ? { 'gen_ai.tool.type': 'function' } : {}),
  }
}

export function attributesOfInput(kind: ObserveKind, value: unknown, limits: Settings): Attributes {
  const attributes: Attributes = {}
  if (value === undefined) return attributes
  if (kind === 'tool') putJson(attributes, 'gen_ai.tool.call.arguments', value, limits)
  else if (kind === 'retrieval' && typeof value === 'string')
    putText(attributes, 'gen_ai.retrieval.query.text', value, limits)
  else putValue(attributes, 'input', value, limits)
  return attributes
}

export function attributesOfOutput(kind: ObserveKind, value: unknown, limits: Settings): Attributes {
  const attributes: Attributes = {}
  if (value === undefined) return attributes
  if (kind === 'tool') putJson(attributes, 'gen_ai.tool.call.result', value, limits)
  else if (kind === 'retrieval' && Array.isArray(value))
    putJson(attributes, 'gen_ai.retrieval.documents', value, limits)
  else putValue(attributes, 'output', value, limits)
  return attributes
}

function putValue(attributes: Attributes, side: 'input' | 'output', value: unknown, limits: Settings): void {
  if (typeof value === 'string') {
    putText(attributes, `${side}.value`, value, limits)
    attributes[`${side}.mime_type`] = 'text/plain'
    return
  }
  putJson(attributes, `${side}.value`, value, limits)
  attributes[`${side}.mime_type`] = 'application/json'
}
