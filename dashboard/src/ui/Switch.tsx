import type { ReactNode } from 'react'
import { Switch as AriaSwitch } from 'react-aria-components/Switch'
import { useMayChange } from './may-change.ts'

export type SwitchProps = {
  isSelected: boolean
  onChange: (isSelected: boolean) => void
  /** More than a page remembers: whoever may only read sees how it stands. */
  changes?: boolean
  children: ReactNode
}

export function Switch({ isSelected, onChange, changes = false, children }: SwitchProps) {
  const mayChange = useMayChange()
  return (
    <AriaSwitch
      isSelected={isSelected}
      isDisabled={changes && !mayChange}
      onChange={onChange}
      className="group flex min-h-8 cursor-pointer items-center gap-2 data-disabled:cursor-default data-disabled:opacity-50"
    >
      <span className="flex h-5 w-9 items-center rounded-pill border border-control bg-subtle p-0.5 group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus group-data-selected:border-accent group-data-selected:bg-accent">
        <span className="size-3.5 rounded-pill bg-control group-data-selected:ms-auto group-data-selected:bg-on-accent" />
      </span>
      {children}
    </AriaSwitch>
  )
}
