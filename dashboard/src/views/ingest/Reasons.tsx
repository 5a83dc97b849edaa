import { Badge } from '../../ui/Badge.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Reasons are names of the API: the same in every language, as in the alerts and the dead letter. */
export function Reasons({ byReason }: { byReason: Readonly<Record<string, number>> }) {
  const format = useFormat()
  return (
    <span className="flex flex-wrap gap-1">
      {Object.entries(byReason).map(([reason, spans]) => (
        <Badge key={reason} tone="warning">
          <bdi dir="ltr">{reason}</bdi> {format.compact(spans)}
        </Badge>
      ))}
    </span>
  )
}
