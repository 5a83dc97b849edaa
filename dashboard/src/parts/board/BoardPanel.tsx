import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Dialog } from '../../ui/Dialog.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { panelPx } from './body-height.ts'
import { ForecastPanel } from './ForecastPanel.tsx'
import { MatrixPanel } from './MatrixPanel.tsx'
import { NumberPanel } from './NumberPanel.tsx'
import type { PanelProps } from './PanelFrame.tsx'
import { RowsPanel } from './RowsPanel.tsx'
import { SeriesPanel } from './SeriesPanel.tsx'
import { SpansPanel } from './SpansPanel.tsx'

/** On few boards. */
const HeatmapPanel = lazy(() => import('./HeatmapPanel.tsx').then((module) => ({ default: module.HeatmapPanel })))
const DistributionPanel = lazy(() =>
  import('./DistributionPanel.tsx').then((module) => ({ default: module.DistributionPanel })),
)

/** Any panel. It asks for its numbers once it comes near the screen, and then keeps up with the page. */
export function BoardPanel(props: Omit<PanelProps, 'isSeen' | 'isLarge' | 'onLarge'>) {
  const [isSeen, setSeen] = useState(false)
  const [isLarge, setLarge] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = frame.current
    if (element === null || isSeen) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && setSeen(true), {
      rootMargin: '200px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isSeen])
  return (
    <div ref={frame} className="h-full min-w-0">
      <Body {...props} isSeen={isSeen} onLarge={() => setLarge(true)} />
      {isLarge && (
        <Dialog title={props.title} isOpen onClose={() => setLarge(false)} width="full">
          <Body {...props} isSeen isLarge />
        </Dialog>
      )}
    </div>
  )
}

function Body(props: PanelProps) {
  const { chart, forecast } = props.panel
  if (chart === 'spans') return <SpansPanel {...props} />
  if (chart === 'matrix') return <MatrixPanel {...props} />
  if (chart === 'distribution' || chart === 'heatmap') {
    return (
      <Suspense
        fallback={
          <div className="flex h-full" style={{ minBlockSize: panelPx(props.panel) }}>
            <Skeleton className="grow" />
          </div>
        }
      >
        {chart === 'heatmap' ? <HeatmapPanel {...props} /> : <DistributionPanel {...props} />}
      </Suspense>
    )
  }
  if (chart === 'table' || chart === 'ranking') return <RowsPanel {...props} />
  if (forecast === true) return <ForecastPanel {...props} />
  return chart === 'number' ? <NumberPanel {...props} /> : <SeriesPanel {...props} />
}
