/** What a person typed as a score of a type; undefined when it is none. Persian and Arabic digits count as digits. */
export function readScoreValue(
  type: 'numeric' | 'boolean' | 'categorical' | 'text',
  text: string,
): number | boolean | string | undefined {
  const trimmed = text.trim()
  if (type === 'boolean') return trimmed !== 'false'
  if (trimmed === '') return undefined
  if (type !== 'numeric') return text
  const latin = trimmed
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace('٫', '.')
  const value = Number(latin)
  return Number.isFinite(value) ? value : undefined
}
