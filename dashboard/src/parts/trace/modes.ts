export const MODES = ['waterfall', 'tree', 'transcript', 'graph', 'log'] as const
export type Mode = (typeof MODES)[number]

/** Without the one that is read from lists. */
export const SHARED_MODES: readonly Mode[] = MODES.filter((mode) => mode !== 'transcript')

export function readMode(text: string | undefined): Mode {
  return MODES.find((mode) => mode === text) ?? 'waterfall'
}
