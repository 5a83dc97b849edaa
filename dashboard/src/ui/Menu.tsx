import clsx from 'clsx'
import { Check } from 'lucide-react'
import type { ReactElement } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { Icon } from './Icon.tsx'

export type MenuEntry = {
  id: string
  text: string
  isSelected?: boolean
  isDanger?: boolean
  isDisabled?: boolean
  href?: string
}

export type MenuProps = {
  label: string
  trigger: ReactElement
  entries: readonly MenuEntry[]
  onAction: (id: string) => void
  onOpen?: () => void
}

/** A button that opens a list of actions or of choices (those with `isSelected`). */
export function Menu({ label, trigger, entries, onAction, onOpen }: MenuProps) {
  return (
    <MenuTrigger onOpenChange={(isOpen) => isOpen && onOpen?.()}>
      {trigger}
      <Popover className="min-w-40 overflow-y-auto rounded-card border border-line bg-raised p-1 text-fg shadow-float">
        <AriaMenu aria-label={label} onAction={(key) => onAction(String(key))} className="outline-none">
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              textValue={entry.text}
              isDisabled={entry.isDisabled ?? false}
              {...(entry.href === undefined ? {} : { href: entry.href })}
              className={clsx(
                'flex min-h-7 cursor-pointer items-center gap-2 rounded-control px-2 py-1 outline-none data-focused:bg-hover pointer-coarse:min-h-11',
                entry.isDanger && 'text-error',
                entry.isDisabled && 'opacity-50',
              )}
            >
              {entry.isSelected !== undefined && <Icon icon={Check} className={entry.isSelected ? '' : 'invisible'} />}
              <bdi className="grow">{entry.text}</bdi>
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
