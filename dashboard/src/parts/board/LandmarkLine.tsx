import type { Landmark } from '../../model/boards/landmarks.ts'
import { LandmarkShape } from '../../ui/charts/LandmarkShape.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { ListLink } from './ListLink.tsx'

const SHOWN = 6

/** What the charts of a page mark, in words: the legend of the marks, and their way for the keyboard. */
export function LandmarkLine({ project, landmarks }: { project: string; landmarks: readonly Landmark[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (landmarks.length === 0) return null
  const newest = landmarks.slice(-SHOWN)
  const older = landmarks.slice(0, -SHOWN)
  const list = (some: readonly Landmark[]) => (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {some.map(({ id, kind, name, atMs, target }) => (
        <li key={id} className="flex min-w-0 items-center gap-1.5">
          <svg className="size-2.5 shrink-0" viewBox="-5 -5 10 10" aria-hidden="true">
            <LandmarkShape look={kind} />
          </svg>
          <span className="min-w-0 truncate">
            <ListLink project={project} target={target}>
              <bdi>{t(`boards.landmarks.${kind}`, { name })}</bdi>
            </ListLink>{' '}
            <span className="text-muted">{format.dayClock(new Date(atMs))}</span>
          </span>
        </li>
      ))}
    </ul>
  )
  return (
    <section aria-label={t('boards.landmarks.title')} className="flex flex-col gap-1 pb-3 text-xs">
      {list(newest)}
      {older.length > 0 && (
        <details>
          <summary className="cursor-pointer text-muted">
            {t('boards.landmarks.earlier', { count: older.length, n: format.number(older.length) })}
          </summary>
          <div className="pt-1">{list(older)}</div>
        </details>
      )}
    </section>
  )
}
