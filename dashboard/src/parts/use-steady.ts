import { useCallback, useLayoutEffect, useRef } from 'react'

/** The same function in every drawing, which does what the last one given does: for handlers handed to memoised parts. */
export function useSteady<Args extends readonly unknown[], Result>(
  run: (...args: Args) => Result,
): (...args: Args) => Result {
  const latest = useRef(run)
  useLayoutEffect(() => {
    latest.current = run
  })
  return useCallback((...args: Args) => latest.current(...args), [])
}
