import {
  ChevronDown,
  ChevronsDownUp,
  ChevronsUpDown,
  ChevronUp,
  Maximize2,
  OctagonAlert,
  ZoomIn,
  ZoomOut,
} from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import { TextField } from '../../ui/TextField.tsx'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { useFormat } from '../../ui/use-format.ts'

export interface TreeToolbarProps {
  readonly search: string
  readonly matches: number
  /** Place of the selected span among the matches, from 1; 0 when it is none of them. */
  readonly matchAt: number
  readonly isOnlyMatches: boolean
  readonly onOnlyMatches: (isOnly: boolean) => void
  /** Only pictures with a lane of time can be zoomed. */
  readonly canZoom: boolean
  readonly errors: number
  readonly onSearch: (text: string) => void
  readonly onMatch: (step: 'next' | 'previous') => void
  readonly onError: (step: 'next' | 'previous') => void
  readonly onCollapseAll: () => void
  readonly onExpandAll: () => void
  readonly onZoom: (factor: number | undefined) => void
  /** Share of the time in which nothing ran, where it can be cut short. */
  readonly idleShare: number | undefined
  readonly isShort: boolean
  readonly onShort: (isShort: boolean) => void
}

/** Search in the tree, the way to the next error, opening and closing, zoom: each also by key. */
export function TreeToolbar(props: TreeToolbarProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const field = useRef<HTMLDivElement>(null)
  useShortcut({ keys: '/', scope: 'panel', label: 'trace.keys.search' }, () =>
    field.current?.querySelector('input')?.focus(),
  )
  useShortcut({ keys: 'e', scope: 'panel', label: 'trace.keys.nextError' }, () => props.onError('next'))
  useShortcut({ keys: 'Shift+e', scope: 'panel', label: 'trace.keys.previousError' }, () => props.onError('previous'))
  useShortcut({ keys: '[', scope: 'panel', label: 'trace.collapseAll' }, props.onCollapseAll)
  useShortcut({ keys: ']', scope: 'panel', label: 'trace.expandAll' }, props.onExpandAll)
  useShortcut({ keys: '+', scope: 'panel', label: 'trace.zoomIn' }, () => props.onZoom(2))
  useShortcut({ keys: '-', scope: 'panel', label: 'trace.zoomOut' }, () => props.onZoom(0.5))
  useShortcut({ keys: '0', scope: 'panel', label: 'trace.zoomFit' }, () => props.onZoom(undefined))

  function handleKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') props.onMatch(event.shiftKey ? 'previous' : 'next')
    else if (event.key === 'Escape') props.onSearch('')
    else return
    event.preventDefault()
  }
  return (
    <div className="flex flex-wrap items-center gap-1 border-line border-b px-2 py-1">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the field inside */}
      <div ref={field} onKeyDown={handleKey} className="min-w-32 grow">
        <TextField
          label={t('trace.searchLabel')}
          hideLabel
          placeholder={t('trace.searchPlaceholder')}
          value={props.search}
          onChange={props.onSearch}
        />
      </div>
      <span aria-live="polite" className="min-w-12 text-muted text-xs">
        {(props.search !== '' || props.matches > 0) &&
          (props.matchAt > 0
            ? t('trace.nOfM', { n: format.number(props.matchAt), m: format.number(props.matches) })
            : t('trace.matches', { count: props.matches, n: format.number(props.matches) }))}
      </span>
      {props.matches > 0 && (
        <>
          <IconButton icon={ChevronUp} label={t('trace.previousMatch')} onPress={() => props.onMatch('previous')} />
          <IconButton icon={ChevronDown} label={t('trace.nextMatch')} onPress={() => props.onMatch('next')} />
          <ToggleButton isSelected={props.isOnlyMatches} onChange={props.onOnlyMatches}>
            {t('trace.onlyMatches')}
          </ToggleButton>
        </>
      )}
      {props.errors > 0 && (
        <IconButton
          icon={OctagonAlert}
          label={t('trace.nextError', { count: props.errors, n: format.number(props.errors) })}
          onPress={() => props.onError('next')}
          className="text-error"
        />
      )}
      <IconButton icon={ChevronsDownUp} label={t('trace.collapseAll')} onPress={props.onCollapseAll} />
      <IconButton icon={ChevronsUpDown} label={t('trace.expandAll')} onPress={props.onExpandAll} />
      {props.canZoom && props.idleShare !== undefined && (
        <ToggleButton isSelected={props.isShort} onChange={props.onShort}>
          {t('trace.idle.shorten', { share: format.percent(props.idleShare) })}
        </ToggleButton>
      )}
      {props.canZoom && (
        <>
          <IconButton icon={ZoomOut} label={t('trace.zoomOut')} onPress={() => props.onZoom(0.5)} />
          <IconButton icon={ZoomIn} label={t('trace.zoomIn')} onPress={() => props.onZoom(2)} />
          <IconButton icon={Maximize2} label={t('trace.zoomFit')} onPress={() => props.onZoom(undefined)} />
        </>
      )}
    </div>
  )
}
