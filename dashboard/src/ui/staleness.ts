/** On what still shows the answer to an earlier question: it says so to machines, and looks so (`tokens.css`). */
export function staleness(isStale: boolean) {
  return isStale ? ({ 'aria-busy': true, 'data-stale': '' } as const) : {}
}
