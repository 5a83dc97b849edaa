// Bars of how many lie where, from the least to the most, always left to right. Each is a link; arrow keys go along them.
// What is held against them stands beside each, hollow.
import clsx from 'clsx'
import { type KeyboardEvent, useState } from 'react'

export type HistogramStick = {
  readonly id: string
  readonly n: number
  /** All of it in words. */
  readonly text: string
  readonly href: string | undefined
  readonly isHeld?: boolean
}
export type HistogramBar = {
  readonly id: string
  /** Under the axis, where there is room. */
  readonly tick: string
  readonly sticks: readonly HistogramStick[]
}

type Props = {
  title: string
  bars: readonly HistogramBar[]
  /** Under the right end of the last bar; none where each bar is one number. */
  endTick: string | undefined
  heightPx: number
  widthPx: number
  /** How the highest is said while none is pointed at. */
  write: (n: number) => string
  onFollow: (id: string) => void
}

const TICK_PX = 56
/** A bar of one number stays a bar where there are few. */
const BAR_OF_ONE = 'max-w-24'

export function Histogram({ title, bars, endTick, heightPx, widthPx, write, onFollow }: Props) {
  const [pointed, setPointed] = useState<string>()
  const sticks = bars.flatMap((bar) => bar.sticks)
  const most = Math.max(...sticks.map(({ n }) => n))
  const linked = sticks.filter(({ href }) => href !== undefined)
  const entry = linked.find(({ id }) => id === pointed) ?? linked[0]
  const said = sticks.find(({ id }) => id === pointed)
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
        <bdi>{said?.text ?? write(Math.max(0, most))}</bdi>
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
          <span key={bar.id} className={clsx('flex min-w-0 flex-1 items-stretch', isEach && BAR_OF_ONE)}>
            {bar.sticks.map((stick) => (
              <Stick
                key={stick.id}
                stick={stick}
                share={most > 0 ? stick.n / most : 0}
                isEntry={stick.id === entry?.id}
                isPointed={stick.id === pointed}
                onPoint={() => setPointed(stick.id)}
                onFollow={() => onFollow(stick.id)}
              />
            ))}
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

type StickProps = {
  stick: HistogramStick
  /** Of the highest. */
  share: number
  isEntry: boolean
  isPointed: boolean
  onPoint: () => void
  onFollow: () => void
}

function Stick({ stick, share, isEntry, isPointed, onPoint, onFollow }: StickProps) {
  const ink = isPointed ? 'var(--accent)' : 'var(--kind-evaluator)'
  return (
    <span className="relative flex min-w-0 flex-1 items-end hover:bg-subtle" onPointerEnter={onPoint}>
      {stick.href !== undefined && (
        <a
          href={stick.href}
          tabIndex={isEntry ? 0 : -1}
          aria-label={stick.text}
          className="absolute inset-0 flex items-end"
          onFocus={onPoint}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return
            event.preventDefault()
            onFollow()
          }}
        >
          <span
            className={clsx('w-full rounded-t-control', stick.isHeld === true && 'border-2 border-b-0')}
            style={{
              height: `${Math.max(1.5, share * 100)}%`,
              ...(stick.isHeld === true ? { borderColor: ink } : { background: ink }),
            }}
          />
        </a>
      )}
    </span>
  )
}
