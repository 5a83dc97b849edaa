import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PriceBookFile } from './enrich/price-book.ts'

/** The book of prices that is shipped. */
export function readPrices(): PriceBookFile {
  const file = fileURLToPath(import.meta.resolve('@vitrine/schemas/prices/price-book.json'))
  return JSON.parse(readFileSync(file, 'utf8')) as PriceBookFile
}
