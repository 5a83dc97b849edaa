import type { ReactElement } from 'react'
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip'

/** A hint on hover and focus. Never the only place of anything essential. The child must be focusable. */
export function Tooltip({ text, children }: { text: string; children: ReactElement }) {
  return (
    <TooltipTrigger delay={400} closeDelay={100}>
      {children}
      <AriaTooltip
        offset={6}
        className="max-w-72 rounded-control border border-line bg-raised px-2 py-1 text-xs text-fg shadow-float"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
