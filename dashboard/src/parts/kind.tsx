import {
  ArrowDownUp,
  Bot,
  CircleDot,
  FileSearch,
  Grid3x3,
  Link2,
  type LucideIcon,
  Scale,
  ShieldCheck,
  Sparkles,
  Square,
  Workflow,
  Wrench,
} from 'lucide-react'
import { useTranslation } from '../ui/i18n.ts'

/** Each kind has an icon, a hue and a word, so that none of the three is needed to know it. */
interface KindLook {
  readonly icon: LucideIcon
  readonly bar: string
  readonly text: string
}

const LOOKS: Readonly<Record<string, KindLook>> = {
  llm: { icon: Sparkles, bar: 'bg-kind-llm', text: 'text-kind-llm-text' },
  agent: { icon: Bot, bar: 'bg-kind-agent', text: 'text-kind-agent-text' },
  workflow: { icon: Workflow, bar: 'bg-kind-agent', text: 'text-kind-agent-text' },
  tool: { icon: Wrench, bar: 'bg-kind-tool', text: 'text-kind-tool-text' },
  retrieval: { icon: FileSearch, bar: 'bg-kind-retrieval', text: 'text-kind-retrieval-text' },
  reranker: { icon: ArrowDownUp, bar: 'bg-kind-retrieval', text: 'text-kind-retrieval-text' },
  embedding: { icon: Grid3x3, bar: 'bg-kind-embedding', text: 'text-kind-embedding-text' },
  guardrail: { icon: ShieldCheck, bar: 'bg-kind-guardrail', text: 'text-kind-guardrail-text' },
  evaluator: { icon: Scale, bar: 'bg-kind-evaluator', text: 'text-kind-evaluator-text' },
  chain: { icon: Link2, bar: 'bg-kind-other', text: 'text-kind-other-text' },
  event: { icon: CircleDot, bar: 'bg-kind-other', text: 'text-kind-other-text' },
  other: { icon: Square, bar: 'bg-kind-other', text: 'text-kind-other-text' },
}
const OTHER: KindLook = { icon: Square, bar: 'bg-kind-other', text: 'text-kind-other-text' }

export function kindLook(kind: string): KindLook {
  return LOOKS[kind] ?? OTHER
}

/** Icon and word; with `isCompact` the word is for screen readers and the tooltip. */
export function KindMark({ kind, isCompact = false }: { kind: string; isCompact?: boolean }) {
  const { t } = useTranslation()
  const { icon: Icon, text } = kindLook(kind)
  const word = t(`trace.kind.${kind in LOOKS ? kind : 'other'}`)
  return (
    <span className={`inline-flex shrink-0 items-center gap-1 ${text}`} title={isCompact ? word : undefined}>
      <Icon size={14} aria-hidden="true" />
      <span className={isCompact ? 'sr-only' : 'text-xs font-bold'}>{word}</span>
    </span>
  )
}
