// The sign of a moment that charts mark: told apart by shape before colour.
export type LandmarkLook = 'release' | 'prompt' | 'price' | 'alert'

const PATHS: Readonly<Record<LandmarkLook, string>> = {
  release: 'M0 -4.5 L4.5 0 L0 4.5 L-4.5 0 Z',
  prompt: 'M-3.5 -3.5 H3.5 V3.5 H-3.5 Z',
  price: 'M0 -4 A4 4 0 1 1 0 4 A4 4 0 1 1 0 -4 Z',
  alert: 'M0 -4.5 L4.5 4 H-4.5 Z',
}

export const LANDMARK_COLOURS: Readonly<Record<LandmarkLook, string>> = {
  release: 'var(--accent)',
  prompt: 'var(--fg-muted)',
  price: 'var(--success-mark)',
  alert: 'var(--error-mark)',
}

export function LandmarkShape({ look }: { look: LandmarkLook }) {
  return <path d={PATHS[look]} fill={LANDMARK_COLOURS[look]} stroke="var(--bg)" strokeWidth={1} />
}
