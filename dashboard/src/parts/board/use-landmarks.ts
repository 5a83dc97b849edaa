import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { alertEventsQuery } from '../../api/alert-queries.ts'
import { arrivalsQuery } from '../../api/board-queries.ts'
import { pricesQuery } from '../../api/money-queries.ts'
import { type Landmark, landmarksOf } from '../../model/boards/landmarks.ts'
import { toRfc3339, type Window } from '../../model/time-range.ts'
import type { ChartLandmark } from '../../ui/charts/ChartLandmarks.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useListLinks } from './ListLink.tsx'

/** Charts are whole without them: what cannot be read is not marked. */
export function useLandmarks(project: string, { fromMs, toMs }: Window): readonly Landmark[] {
  const arrivals = useQuery(arrivalsQuery(project, { from: toRfc3339(fromMs), to: toRfc3339(toMs) }))
  const events = useQuery({ ...alertEventsQuery(project, undefined), refetchInterval: false })
  const prices = useQuery(pricesQuery(project))
  return useMemo(() => {
    const said = {
      arrivals: arrivals.data?.arrivals ?? [],
      events: events.data?.events ?? [],
      prices: prices.data?.prices ?? [],
    }
    return landmarksOf(said, { fromMs, toMs })
  }, [arrivals.data, events.data, prices.data, fromMs, toMs])
}

/** As charts draw them. */
export function useChartLandmarks(project: string, landmarks: readonly Landmark[]): readonly ChartLandmark[] {
  const { t } = useTranslation()
  const links = useListLinks(project)
  return landmarks.map(({ id, kind, atMs, name, target }) => ({
    id,
    atMs,
    look: kind,
    label: t(`boards.landmarks.${kind}`, { name }),
    href: links.hrefOf(target),
    onFollow: () => links.follow(target),
  }))
}
