import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { DEFAULT_RANGE, type RangeSearch, spanOfRange, type Window } from '../model/time-range.ts'
import { readTyped, type UnreadRange } from '../model/typed-range.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { PopoverDialog } from '../ui/PopoverDialog.tsx'
import { usePreferences } from '../ui/preferences.ts'
import { TextField } from '../ui/TextField.tsx'
import { useFormat } from '../ui/use-format.ts'
import { zoneOffsetMs } from '../ui/zone.ts'

export type RangeMenuProps = {
  search: RangeSearch
  window: Window
  isRelative: boolean
  presets: readonly string[]
  nowMs: number
  onChange: (next: RangeSearch) => void
}

/** Says the range in words; opens presets and a field that understands `45m`, `yesterday`, `2026-11-01..2026-11-03`. */
export function RangeMenu({ search, window, isRelative, presets, nowMs, onChange }: RangeMenuProps) {
  const { t } = useTranslation()
  const format = useFormat()
  // What cannot be read is not what the page reads: the name is that of the range in use.
  const asked = search.range ?? DEFAULT_RANGE
  const range = spanOfRange(asked) === undefined ? DEFAULT_RANGE : asked
  const isPreset = presets.includes(range)
  const short = !isRelative
    ? t('time.fromTo', { from: format.dayClock(new Date(window.fromMs)), to: format.dayClock(new Date(window.toMs)) })
    : isPreset
      ? t(`time.presets.${range}`)
      : t('time.last', { range })
  return (
    <PopoverDialog
      label={t('time.label')}
      trigger={
        <Button aria-label={t('time.now', { range: short })} look="quiet">
          <bdi>{short}</bdi>
          <Icon icon={ChevronDown} />
        </Button>
      }
    >
      {(close) => {
        const choose = (next: RangeSearch) => {
          close()
          onChange(next)
        }
        return (
          <div className="flex w-64 flex-col gap-1 p-2">
            {presets.map((preset) => (
              <Button
                key={preset}
                look="quiet"
                size="small"
                className={isRelative && preset === range ? 'justify-start bg-selected font-bold' : 'justify-start'}
                onPress={() => choose({ range: preset })}
              >
                {t(`time.presets.${preset}`)}
              </Button>
            ))}
            <TypedRange nowMs={nowMs} onChange={choose} />
          </div>
        )
      }}
    </PopoverDialog>
  )
}

function TypedRange({ nowMs, onChange }: { nowMs: number; onChange: (next: RangeSearch) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const { timeZone } = usePreferences()
  const [wrong, setWrong] = useState<UnreadRange>()
  const commit = () => {
    const read = readTyped(text, nowMs, (atMs) => zoneOffsetMs(timeZone, atMs))
    setWrong(read.kind === 'wrong' ? read : undefined)
    if (read.kind === 'range') onChange(read.search)
  }
  return (
    <form
      className="border-t border-line pt-2"
      onSubmit={(event) => {
        event.preventDefault()
        commit()
      }}
    >
      <TextField
        label={t('time.typed')}
        hint={t('time.typedHint')}
        value={text}
        onChange={setText}
        error={wrong === undefined ? undefined : t(`time.typedWrong.${wrong.why}`, { what: wrong.what })}
      />
    </form>
  )
}
