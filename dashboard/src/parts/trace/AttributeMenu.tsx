import { useMatch, useNavigate } from '@tanstack/react-router'
import type { Filter } from '@vitrine/schemas/filter'
import { EllipsisVertical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ALL_TIME } from '../../model/all-time.ts'
import { isTerm, queryWith } from '../../model/query-text.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'

export interface AttributeMenuProps {
  readonly project: string
  readonly name: string
  readonly value: string
}

/** From one value to all that have it, to those that have not, or to how it is spread. */
export function AttributeMenu({ project, name, value }: AttributeMenuProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const list = useMatch({ from: '/p/$project/traces', shouldThrow: false })
  const by = `attribute:${name}`
  const term = isTerm(by, value)
  // A peek stands beside a list, which keeps what it has; from elsewhere the way leads to the spans of all time.
  const go = (change: { q: string } | { group: string }) =>
    void navigate({
      to: '/p/$project/traces',
      params: { project },
      search:
        list === undefined
          ? { scope: 'spans', range: ALL_TIME, ...change }
          : ({ peek: _, span: __, ...before }) => ({ ...before, ...change }),
    })
  const narrow = (filter: Filter) => go({ q: queryWith(list?.search.q, filter) })
  const actions: Readonly<Record<string, () => void>> = {
    filter: () => narrow(term),
    exclude: () => narrow({ kind: 'not', of: term }),
    group: () => go({ group: by }),
    copyValue: () => void navigator.clipboard.writeText(value),
    copyName: () => void navigator.clipboard.writeText(name),
  }
  return (
    <Menu
      label={t('trace.attributeMenu.open', { name })}
      trigger={
        <IconButton
          icon={EllipsisVertical}
          label={t('trace.attributeMenu.open', { name })}
          className="-my-1.5 pointer-coarse:my-0"
        />
      }
      entries={Object.keys(actions).map((id) => ({ id, text: t(`trace.attributeMenu.${id}`) }))}
      onAction={(id) => actions[id]?.()}
    />
  )
}
