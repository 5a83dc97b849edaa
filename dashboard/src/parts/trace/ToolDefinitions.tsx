import type { ToolDefinition } from '@vitrine/schemas/api'
import type { DisplayMessage } from '../../model/messages.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { ValueView } from '../ValueView.tsx'

export function ToolDefinitions({
  tools,
  messages,
}: {
  tools: readonly ToolDefinition[]
  messages: readonly DisplayMessage[]
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const called = new Set(
    messages.flatMap((message) =>
      message.blocks.flatMap((block) => (block.kind === 'tool_call' ? [block.call.name] : [])),
    ),
  )
  return (
    <details className="rounded-card border border-line px-3 py-1">
      <summary className="min-h-6 cursor-pointer text-muted text-xs">
        {t('trace.tool.available', { count: tools.length, n: format.number(tools.length) })}
      </summary>
      <ul className="flex flex-col gap-2 py-2">
        {tools.map((tool, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: clients may offer two tools of one name
          <li key={at}>
            <p className="flex flex-wrap items-center gap-2 text-xs">
              <bdi className="font-bold">{tool.name}</bdi>
              {called.has(tool.name) && <Badge>{t('trace.tool.called')}</Badge>}
            </p>
            {tool.description && (
              <p dir="auto" className="text-muted text-xs">
                {tool.description}
              </p>
            )}
            {tool.parameters !== undefined && <ValueView value={tool.parameters} label={t('trace.tool.parameters')} />}
          </li>
        ))}
      </ul>
    </details>
  )
}
