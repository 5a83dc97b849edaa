import { useCallback, useMemo, useState } from 'react'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { onlyWithAncestors, treeOf, visiblePositions } from '../../model/tree.ts'
import { matchingIndices } from '../../model/tree-search.ts'

/** The tree of a trace with what is closed and what is searched for: one state for all its pictures. */
export function useTree(spans: readonly SkeletonSpan[], found: ReadonlySet<string> | undefined) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const [search, setSearch] = useState('')
  const [isOnlyMatches, setOnlyMatches] = useState(false)
  const tree = treeOf(spans)
  const matches = useMemo(
    () => (search === '' ? indicesOf(spans, found) : matchingIndices(spans, search)),
    [spans, search, found],
  )
  const isFiltered = isOnlyMatches && matches.size > 0
  const visible = useMemo(
    () => (isFiltered ? onlyWithAncestors(tree, matches) : visiblePositions(tree, spans, collapsed)),
    [tree, spans, collapsed, matches, isFiltered],
  )
  const matchPositions = useMemo(() => positionsWhere(tree.nodes, (index) => matches.has(index)), [tree, matches])
  const errorPositions = useMemo(
    () => positionsWhere(tree.nodes, (index) => spans[index]?.status === 'error'),
    [tree, spans],
  )
  const collapse = useCallback((spanIds: readonly string[], isCollapsed: boolean): void => {
    setCollapsed((before) => {
      const next = new Set(before)
      for (const id of spanIds) {
        if (isCollapsed) next.add(id)
        else next.delete(id)
      }
      return next
    })
  }, [])
  /** Everything with children below the level is closed; undefined opens all. */
  function collapseBelow(level: number | undefined): void {
    const ids = tree.nodes.flatMap((node) =>
      level !== undefined && node.level >= level && node.childCount > 0 ? [spans[node.index]?.spanId ?? ''] : [],
    )
    setCollapsed(new Set(ids))
  }
  return {
    tree,
    visible,
    collapsed,
    matches,
    matchPositions,
    errorPositions,
    search,
    setSearch,
    isOnlyMatches: isFiltered,
    setOnlyMatches,
    collapse,
    collapseBelow,
  }
}

export type TreeState = ReturnType<typeof useTree>

const NONE: ReadonlySet<number> = new Set()

function indicesOf(spans: readonly SkeletonSpan[], ids: ReadonlySet<string> | undefined): ReadonlySet<number> {
  if (ids === undefined || ids.size === 0) return NONE
  return new Set(spans.flatMap((span, index) => (ids.has(span.spanId) ? [index] : [])))
}

function positionsWhere(
  nodes: readonly { readonly index: number }[],
  test: (index: number) => boolean,
): readonly number[] {
  return nodes.flatMap((node, position) => (test(node.index) ? [position] : []))
}
