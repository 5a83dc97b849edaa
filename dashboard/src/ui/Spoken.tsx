import { useEffect, useRef, useState } from 'react'
import { speechDelay } from './speech.ts'

/** Says a text that changes often, its latest state at most every five seconds. It is seen elsewhere. */
export function Spoken({ text }: { text: string }) {
  const [said, setSaid] = useState('')
  const saidAtMs = useRef<number>(undefined)
  useEffect(() => {
    if (said !== '') saidAtMs.current = Date.now()
  }, [said])
  useEffect(() => {
    if (text === said) return
    const timer = setTimeout(() => setSaid(text), speechDelay(saidAtMs.current, Date.now()))
    return () => clearTimeout(timer)
  }, [text, said])
  return (
    <span role="status" className="sr-only">
      {said}
    </span>
  )
}
