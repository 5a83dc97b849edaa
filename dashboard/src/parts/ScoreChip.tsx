import type { ScoreBrief } from '@vitrine/schemas/api'
import { Badge } from '../ui/Badge.tsx'
import { useFormat } from '../ui/use-format.ts'

/** A score's name and value, as it is: no colour pretends to know which way is better. */
export function ScoreChip({ score }: { score: ScoreBrief }) {
  const format = useFormat()
  const value = score.text ?? (score.value === null ? '–' : format.real(score.value))
  return (
    <Badge title={`${score.name}: ${score.text ?? (score.value === null ? '–' : format.bound(score.value))}`}>
      <bdi>{score.name}</bdi>
      <bdi className="max-w-32 truncate font-bold text-fg">{value}</bdi>
    </Badge>
  )
}
