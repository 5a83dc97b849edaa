/** A line without axes beside a number. Decoration: the number and its change are in words. */
export function Sparkline({
  points,
  widthPx = 96,
  heightPx = 24,
}: {
  points: readonly (number | null)[]
  widthPx?: number
  heightPx?: number
}) {
  const paths = sparkPaths(points, widthPx, heightPx)
  return (
    <svg width={widthPx} height={heightPx} aria-hidden="true" className="text-accent">
      {paths.map((path) => (
        <path key={path} d={path} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinecap="round" />
      ))}
    </svg>
  )
}

/** One path for each run of known points; gaps stay gaps. */
export function sparkPaths(points: readonly (number | null)[], width: number, height: number): string[] {
  const most = Math.max(0, ...points.map((point) => point ?? 0))
  const x = (i: number) => ((points.length < 2 ? 0.5 : i / (points.length - 1)) * (width - 2) + 1).toFixed(1)
  const y = (value: number) => (height - 2 - (most === 0 ? 0 : value / most) * (height - 4)).toFixed(1)
  const paths: string[] = []
  let run = ''
  points.forEach((point, i) => {
    if (point === null) {
      if (run !== '') paths.push(run)
      run = ''
      return
    }
    run += run === '' ? `M${x(i)} ${y(point)}h0` : `L${x(i)} ${y(point)}`
  })
  return run === '' ? paths : [...paths, run]
}
