import { useEffect, useState } from 'react'

/** How long it is said that something was copied. */
const SAID_MS = 2_000

interface Copied {
  readonly isCopied: boolean
  readonly copy: (text: string) => void
}

/** Copies a text, and says for a while that it went well. Pages that came over plain HTTP have no clipboard: they say nothing. */
export function useCopied(): Copied {
  const [copies, setCopies] = useState(0)
  useEffect(() => {
    if (copies === 0) return
    const timer = setTimeout(() => setCopies(0), SAID_MS)
    return () => clearTimeout(timer)
  }, [copies])
  const copy = (text: string) =>
    void navigator.clipboard?.writeText(text).then(
      () => setCopies((before) => before + 1),
      () => setCopies(0),
    )
  return { isCopied: copies > 0, copy }
}
