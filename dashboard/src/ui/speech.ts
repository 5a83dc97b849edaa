/** How often a part of the page may speak to a screen reader: what changes with every poll would drown the rest. */
export const SPEECH_MS = 5_000

/** How long a new text has to wait since the last one was spoken; 0: it is spoken now. */
export function speechDelay(spokenAtMs: number | undefined, nowMs: number): number {
  return spokenAtMs === undefined ? 0 : Math.max(0, spokenAtMs + SPEECH_MS - nowMs)
}
