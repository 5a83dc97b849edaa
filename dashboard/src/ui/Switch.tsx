import type { ReactNode } from 'react'
import { Switch as AriaSwitch } from 'react-aria-components/Switch'

export type SwitchProps = { isSelected: boolean; onChange: (isSelected: boolean) => void; children: ReactNode }

export function Switch({ isSelected, onChange, children }: SwitchProps) {
  return (
    <AriaSwitch
      isSelected={isSelected}
      onChange={onChange}
      className="group flex min-h-8 cursor-pointer items-center gap-2"
    >
      <span className="flex h-5 w-9 items-center rounded-pill border border-control bg-subtle p-0.5 group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus group-data-selected:border-accent group-data-selected:bg-accent">
        <span className="size-3.5 rounded-pill bg-control group-data-selected:ms-auto group-data-selected:bg-on-accent" />
      </span>
      {children}
    </AriaSwitch>
  )
}
