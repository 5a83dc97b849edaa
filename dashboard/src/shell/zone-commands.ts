import type { Command } from '../model/commands.ts'

/** Every zone that this browser knows by name, found also as it is spoken: "new york". */
export function zoneCommands(choose: (zone: string) => void, textOf = (zone: string) => zone): readonly Command[] {
  return Intl.supportedValuesOf('timeZone').map((zone) => ({
    id: `zone:${zone}`,
    group: 'zone',
    text: textOf(zone.replaceAll('_', ' ')),
    run: () => choose(zone),
  }))
}
