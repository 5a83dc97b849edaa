import clsx from 'clsx'
import type { Landmark } from '../../model/boards/landmarks.ts'
import { LandmarkShape } from '../../ui/charts/LandmarkShape.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { ListLink } from './ListLink.tsx'

/** As many as have room on one line. */
const SHOWN = 3
/** One line beside what stands before it, or below it where both have no room; whether or not there is anything to say. */
const PLACE = 'min-h-4 min-w-0 grow basis-80 text-xs'

/** What the charts of a page mark, in words: the legend of the marks, and their way for the keyboard. */
export function LandmarkLine({ project, landmarks }: { project: string; landmarks: readonly Landmark[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (landmarks.length === 0) return <div className={PLACE} />
  const newest = landmarks.slice(-SHOWN)
  const older = landmarks.slice(0, -SHOWN)
  const itemOf = ({ id, kind, name, atMs, target }: Landmark) => {
    const [words, time] = [t(`boards.landmarks.${kind}`, { name }), format.dayClock(new Date(atMs))]
    return (
      <li key={id} className="flex min-w-0 items-center gap-1.5" title={`${words} ${time}`}>
        <svg className="size-2.5 shrink-0" viewBox="-5 -5 10 10" aria-hidden="true">
          <LandmarkShape look={kind} />
        </svg>
        <span className="min-w-0 truncate">
          <ListLink project={project} target={target}>
            <bdi>{words}</bdi>
          </ListLink>{' '}
          <span className="text-muted">{time}</span>
        </span>
      </li>
    )
  }
  return (
    <section aria-label={t('boards.landmarks.title')} className={clsx(PLACE, 'flex flex-wrap gap-x-4 gap-y-1')}>
      <ul className="flex min-w-0 flex-1 gap-x-4 gap-y-1 max-sm:flex-wrap">{newest.map(itemOf)}</ul>
      {older.length > 0 && (
        <details className="open:basis-full">
          <summary className="cursor-pointer text-muted">
            {t('boards.landmarks.earlier', { count: older.length, n: format.number(older.length) })}
          </summary>
          <ul className="flex flex-wrap gap-x-4 gap-y-1 pt-1">{older.map(itemOf)}</ul>
        </details>
      )}
    </section>
  )
}
