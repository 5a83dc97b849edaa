import { Link } from '@tanstack/react-router'
import clsx from 'clsx'
import { LIST_SCOPES, type ListScope } from '../../model/list-rows.ts'
import type { TracesSearch } from '../../search/traces.ts'
import { useTranslation } from '../../ui/i18n.ts'

/** Traces, spans, calls or tools: links, so that each opens in a new tab as well. Filter and window go along. */
export function ScopeTabs({ project, scope }: { project: string; scope: ListScope }) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('list.scopes')}>
      <ul className="flex gap-1">
        {LIST_SCOPES.map((one) => (
          <li key={one}>
            <Link
              to="/p/$project/traces"
              params={{ project }}
              search={(before) => searchOf(before, one)}
              aria-current={one === scope ? 'page' : undefined}
              className={clsx(
                'inline-flex h-8 items-center rounded-control px-2.5 text-sm whitespace-nowrap pointer-coarse:h-11',
                one === scope ? 'bg-selected font-bold' : 'text-muted hover:bg-hover hover:text-fg',
              )}
            >
              {t(`list.scope.${one}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Columns, order and what is open belong to one kind of rows. */
function searchOf(
  { cols: _c, sort: _s, peek: _p, span: _n, view: _v, group: _g, ...before }: TracesSearch,
  scope: ListScope,
): TracesSearch {
  const { scope: _, ...rest } = before
  return scope === 'traces' ? rest : { ...rest, scope }
}
