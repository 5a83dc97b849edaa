export const MODES = ['waterfall', 'tree', 'transcript', 'graph', 'log'] as const
export type Mode = (typeof MODES)[number]

export function readMode(text: string | undefined): Mode {
  return MODES.find((mode) => mode === text) ?? 'waterfall'
}
