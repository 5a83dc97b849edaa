import { useMemo } from 'react'
import { type JsonNode, parseJson, printJson, toJsonNode } from '../model/json.ts'
import { useTranslation } from '../ui/i18n.ts'
import { CopyButton } from './CopyButton.tsx'
import { JsonTree } from './JsonTree.tsx'
import { PlainText, Prose } from './Prose.tsx'

export interface ValueViewProps {
  readonly value: unknown
  readonly label: string
  /** The same value with every digit kept, where the reader has it. */
  readonly exact?: JsonNode | undefined
  /** As it came, without Markdown. */
  readonly isRaw?: boolean
}

/** Any value that a client sent: text as prose, JSON as a tree, nothing as "unknown". */
export function ValueView({ value, label, exact, isRaw = false }: ValueViewProps) {
  const { t } = useTranslation()
  const node = useMemo(() => exact ?? nodeOf(value), [exact, value])
  if (value === null || value === undefined) return <p className="text-faint text-xs">{t('trace.unknown')}</p>
  const text = typeof value === 'string' ? value : undefined
  const isStructure = node !== undefined && (node.kind === 'object' || node.kind === 'array')
  return (
    <div className="group relative rounded-card border border-line p-2">
      <div className="absolute end-1 top-1 z-10">
        <CopyButton text={() => text ?? (node === undefined ? '' : printJson(node, 2))} label={label} />
      </div>
      <div className="pe-8">
        {isStructure && <JsonTree node={node} label={label} />}
        {!isStructure && isRaw && <PlainText text={text ?? (node === undefined ? '' : printJson(node))} isCode />}
        {!isStructure && !isRaw && <Prose text={text ?? (node === undefined ? '' : printJson(node))} />}
      </div>
    </div>
  )
}

/** Text that holds an object or a list is one: clients often send JSON as text. */
function nodeOf(value: unknown): JsonNode | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'string') return toJsonNode(value)
  return /^\s*[[{]/.test(value) ? parseJson(value) : undefined
}
