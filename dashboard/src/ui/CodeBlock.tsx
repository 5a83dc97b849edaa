import { CopyButton } from './CopyButton.tsx'

/** Code to read and copy; always left to right. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative rounded-card border border-line bg-subtle">
      <div className="flex items-center justify-between gap-2 border-b border-line p-1 ps-3">
        <span className="text-xs text-muted">{label}</span>
        <CopyButton text={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls sideways must be reachable by keyboard */}
      <section aria-label={label} tabIndex={0} dir="ltr" className="overflow-x-auto p-3">
        <pre className="font-mono text-xs">{text}</pre>
      </section>
    </div>
  )
}
