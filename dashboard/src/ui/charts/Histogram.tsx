// Bars of how many lie where, from the least to the most, always left to right. Each is a link; arrow keys go along them.
import clsx from 'clsx'
import { type KeyboardEvent, useState } from 'react'
import { useFormat } from '../use-format.ts'

export type HistogramBar = {
  readonly id: string
  /** Under the axis, where there is room. */
  readonly tick: string
  readonly n: number
  /** All of it in words. */
  readonly text: string
  readonly href: string | undefined
}

type Props = {
  title: string
  bars: readonly HistogramBar[]
  /** Under the right end of the last bar; none where each bar is one number. */
  endTick: string | undefined
  heightPx: number
  widthPx: number
  onFollow: (id: string) => void
}

const TICK_PX = 56
/** A bar of one number stays a bar where there are few. */
const BAR_OF_ONE = 'max-w-24'

export function Histogram({ title, bars, endTick, heightPx, widthPx, onFollow }: Props) {
  const format = useFormat()
  const [pointed, setPointed] = useState<string>()
  const most = Math.max(1, ...bars.map(({ n }) => n))
  const linked = bars.filter(({ href }) => href !== undefined)
  const entry = linked.find(({ id }) => id === pointed) ?? linked[0]
  const said = bars.find(({ id }) => id === pointed)
  const every = Math.max(1, Math.ceil((bars.length * TICK_PX) / Math.max(1, widthPx)))
  const isEach = endTick === undefined
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const links = [...event.currentTarget.querySelectorAll('a')]
    links[links.indexOf(document.activeElement as HTMLAnchorElement) + by]?.focus()
  }
  return (
    <div>
      <p aria-hidden="true" className="truncate pb-1 text-xs text-muted">
        <bdi>{said?.text ?? format.compact(most)}</bdi>
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div
        role="group"
        aria-label={title}
        dir="ltr"
        className="flex items-stretch gap-px border-line border-t border-b"
        style={{ height: heightPx }}
        onKeyDown={move}
        onPointerLeave={() => setPointed(undefined)}
      >
        {bars.map((bar) => (
          <span
            key={bar.id}
            className={clsx('relative flex min-w-0 flex-1 items-end hover:bg-subtle', isEach && BAR_OF_ONE)}
            onPointerEnter={() => setPointed(bar.id)}
          >
            {bar.href !== undefined && (
              <a
                href={bar.href}
                tabIndex={bar.id === entry?.id ? 0 : -1}
                aria-label={bar.text}
                className="absolute inset-0 flex items-end"
                onFocus={() => setPointed(bar.id)}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return
                  event.preventDefault()
                  onFollow(bar.id)
                }}
              >
                <span
                  className="w-full rounded-t-control"
                  style={{
                    height: `${Math.max(1.5, (bar.n / most) * 100)}%`,
                    background: bar.id === pointed ? 'var(--accent)' : 'var(--kind-evaluator)',
                  }}
                />
              </a>
            )}
          </span>
        ))}
      </div>
      <div dir="ltr" aria-hidden="true" className="relative flex h-5 gap-px text-2xs text-muted tabular-nums">
        {bars.map(({ id, tick }, index) => (
          <span key={id} className={clsx('relative min-w-0 flex-1', isEach && BAR_OF_ONE)}>
            {index % every === 0 && (isEach || index + every / 2 < bars.length) && (
              <bdi
                className={
                  isEach
                    ? 'absolute inset-x-0 text-center whitespace-nowrap'
                    : index === 0
                      ? 'absolute left-0 whitespace-nowrap'
                      : 'absolute left-0 -translate-x-1/2 whitespace-nowrap'
                }
              >
                {tick}
              </bdi>
            )}
          </span>
        ))}
        {!isEach && <bdi className="absolute right-0">{endTick}</bdi>}
      </div>
    </div>
  )
}
