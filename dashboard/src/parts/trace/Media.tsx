import { FileText, ImageIcon } from 'lucide-react'
import { inlineSource, type MediaPart, remoteSource } from '../../model/messages.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'

/**
 * A picture, sound, video or file of a message. What the span itself carries is shown; what lies on another machine is
 * a link, since fetching it would tell a stranger that somebody reads.
 */
export function Media({ media }: { media: MediaPart }) {
  const { t } = useTranslation()
  const name = media.name ?? media.file_id ?? media.media_type ?? t(`trace.media.${media.type}`)
  const inline = inlineSource(media)
  if (inline !== undefined && media.type === 'image') {
    return (
      <img
        src={inline}
        alt={t('trace.media.imageNamed', { name })}
        loading="lazy"
        className="max-h-80 max-w-80 rounded-card"
      />
    )
  }
  if (inline !== undefined && media.type === 'audio') {
    // biome-ignore lint/a11y/useMediaCaption: the recording came without a transcript
    return <audio controls src={inline} aria-label={name} />
  }
  if (inline !== undefined && media.type === 'video') {
    // biome-ignore lint/a11y/useMediaCaption: the recording came without a transcript
    return <video controls src={inline} aria-label={name} className="max-h-80 max-w-full" />
  }
  const remote = remoteSource(media)
  return (
    <p className="inline-flex flex-wrap items-center gap-2 self-start rounded-card border border-line bg-subtle px-2 py-1 text-xs">
      <Icon icon={media.type === 'image' ? ImageIcon : FileText} />
      <bdi>{name}</bdi>
      {remote === undefined ? (
        <span className="text-muted">{t('trace.media.notShown')}</span>
      ) : (
        <a href={remote} target="_blank" rel="noreferrer noopener" className="text-link underline">
          {t('trace.media.openRemote', { host: new URL(remote).host })}
        </a>
      )}
    </p>
  )
}
