import { useState } from 'react'
import { matchCommands } from '../model/commands.ts'
import { useChooseZone } from '../search/use-choose-zone.ts'
import { CommandList } from '../ui/CommandList.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { zoneCommands } from './zone-commands.ts'

/** As many as somebody reads through; the others are found by their names. */
const SHOWN = 50

/** Finds a time zone by its name. */
export function ZoneDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const choose = useChooseZone()
  const [all] = useState(() => zoneCommands(choose))
  return (
    <Dialog title={t('preferences.timeZone')} isOpen onClose={onClose}>
      <CommandList
        label={t('preferences.timeZone')}
        placeholder={t('time.zoneFind')}
        emptyText={t('palette.none')}
        text={text}
        onText={setText}
        commands={matchCommands(all, text).slice(0, SHOWN)}
        groupText={() => ''}
        onRun={(command) => {
          onClose()
          command.run()
        }}
      />
    </Dialog>
  )
}
