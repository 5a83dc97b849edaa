/** The filterable side of a span: short scalars by key, long ones by name only, content by size and a glimpse. */
import type { SpanContent } from '@vitrine/schemas'
import { contentRoleOf } from '../mapping/content-keys.ts'
import { internText } from '../mapping/intern.ts'
import { readResource } from '../mapping/otlp-records.ts'
import { textOf } from '../mapping/values.ts'
import { asBuffer } from '../mapping/wire.ts'
import { previewOf } from './preview.ts'

/** Bytes of a value that lists can still filter by. */
const MAX_ATTRIBUTE_BYTES = 256
const SCALARS = 'sidb'

export interface AttributeFacts {
  readonly attributes: ReadonlyMap<string, string>
  readonly longKeys: readonly string[]
  readonly inputBytes: number
  readonly outputBytes: number
  readonly inputPreview: string
  readonly outputPreview: string
}

/** Content of a role, gathered: how much there is, and the piece that a preview should come from. */
interface Side {
  bytes: number
  best: Buffer | undefined
  rank: number
}

export function attributeFacts(content: SpanContent): AttributeFacts {
  const attributes = new Map<string, string>()
  const longKeys: string[] = []
  const input: Side = { bytes: 0, best: undefined, rank: -1 }
  const output: Side = { bytes: 0, best: undefined, rank: -1 }
  for (let i = 0; i < content.attributeKeys.length; i++) {
    const key = content.attributeKeys[i] as string
    const type = content.attributeTypes[i] as string
    const value = asBuffer(content.attributeValues[i] as Uint8Array)
    const role = contentRoleOf(key)
    if (role === 'input') gather(input, key, type, value)
    else if (role === 'output') gather(output, key, type, value)
    else if (role === 'none' && SCALARS.includes(type)) {
      if (value.length <= MAX_ATTRIBUTE_BYTES) attributes.set(key, internText(value, 0, value.length))
      else longKeys.push(key)
    }
  }
  return {
    attributes,
    longKeys,
    inputBytes: input.bytes,
    outputBytes: output.bytes,
    inputPreview: input.best === undefined ? '' : previewOf(input.best, true),
    outputPreview: output.best === undefined ? '' : previewOf(output.best, false),
  }
}

function gather(side: Side, key: string, type: string, value: Buffer): void {
  side.bytes += value.length
  if (value.length === 0 || (type !== 's' && type !== 'j')) return
  const rank = rankOf(key)
  if (rank < side.rank || rank === 0) return
  side.rank = rank
  side.best = value
}

/** Whole-message keys before flattened ones, of those the last message; ids, roles and instructions never. */
function rankOf(key: string): number {
  const first = key.charCodeAt(0)
  if (key === 'gen_ai.system_instructions' || key === 'gen_ai.completion.0.finish_reason') return 0
  if (key === 'gen_ai.input.messages' || key === 'gen_ai.output.messages') return 2_000_000
  if (first !== 0x6c && first !== 0x67 && first !== 0x65 && first !== 0x72) return 1_000_000
  const index = /\.(\d+)\./.exec(key)
  if (index === null) return 1_000_000
  return /\.(?:content|text|arguments)$/.test(key) ? 1_100_000 + Number(index[1]) : 0
}

const resourceFacts = new WeakMap<Uint8Array, ReadonlyMap<string, string>>()

/** Short scalars of the resource; one map per resource block, shared by its spans. */
export function resourceAttributesOf(resource: Uint8Array): ReadonlyMap<string, string> {
  let facts = resourceFacts.get(resource)
  if (facts === undefined) {
    facts = shortScalars(resource)
    resourceFacts.set(resource, facts)
  }
  return facts
}

function shortScalars(resource: Uint8Array): ReadonlyMap<string, string> {
  const record = readResource(resource)
  const scalars = new Map<string, string>()
  for (const key of record.keys()) {
    const stored = record.stored(key)
    if (stored === undefined || !SCALARS.includes(stored.type) || stored.bytes.length > MAX_ATTRIBUTE_BYTES) continue
    scalars.set(key, stored.type === 's' ? stored.bytes.toString('utf8') : textOf(record.get(key)))
  }
  return scalars
}
