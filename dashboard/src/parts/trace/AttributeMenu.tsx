import { useMatch, useNavigate } from '@tanstack/react-router'
import type { Filter } from '@vitrine/schemas/filter'
import { EllipsisVertical } from 'lucide-react'
import { ALL_TIME } from '../../model/all-time.ts'
import { plainColumns, readColumns, withAttribute, writeColumns } from '../../model/columns.ts'
import { defaultColumns } from '../../model/list-columns.ts'
import { readScope } from '../../model/list-rows.ts'
import { isTerm, queryWith } from '../../model/query-text.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Menu } from '../../ui/Menu.tsx'

function columnsWith(
  name: string,
  list: { readonly cols?: string; readonly scope?: string } = { scope: 'spans' },
): string {
  const usual = defaultColumns(readScope(list.scope))
  return writeColumns(withAttribute(readColumns(list.cols) ?? plainColumns(usual), name), []) ?? ''
}

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
  const go = (change: { q: string } | { group: string } | { cols: string }) =>
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
    column: () => go({ cols: columnsWith(name, list?.search) }),
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
