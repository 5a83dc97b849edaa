import { FIXES } from '@vitrine/schemas/api'
import type { Texts } from '../ui/pseudo.ts'

const files = import.meta.glob<Texts>('./en/*.json', { eager: true, import: 'default' })

export const texts: Texts = {
  ...Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path.slice('./en/'.length, -'.json'.length), content]),
  ),
  // What the API answers in English itself.
  fixes: FIXES,
}
