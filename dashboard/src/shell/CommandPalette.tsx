import type { Me } from '@vitrine/schemas/api'
export function CommandPalette(_: { project: string; me: Me; onClose: () => void }) {
  return null
}
