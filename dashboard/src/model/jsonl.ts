/** A look into a file of JSON lines before it is sent: how many lines, what the first hold, what cannot be read. */

export interface JsonlPreview {
  readonly lines: number
  readonly samples: readonly { readonly line: number; readonly input: unknown; readonly expected: unknown }[]
  readonly problems: readonly { readonly line: number; readonly problem: 'not-json' | 'not-object' | 'no-input' }[]
}

const MOST_SAMPLES = 3
const MOST_PROBLEMS = 20

export function previewJsonl(text: string): JsonlPreview {
  const samples: { line: number; input: unknown; expected: unknown }[] = []
  const problems: { line: number; problem: 'not-json' | 'not-object' | 'no-input' }[] = []
  let lines = 0
  text.split('\n').forEach((raw, index) => {
    const source = index === 0 ? raw.replace(/^\uFEFF/, '') : raw
    if (source.trim() === '') return
    lines += 1
    const read = readLine(source)
    const line = index + 1
    if (typeof read === 'string') {
      if (problems.length < MOST_PROBLEMS) problems.push({ line, problem: read })
    } else if (samples.length < MOST_SAMPLES) samples.push({ line, ...read })
  })
  return { lines, samples, problems }
}

function readLine(source: string): { input: unknown; expected: unknown } | JsonlPreview['problems'][number]['problem'] {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    return 'not-json'
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not-object'
  if (!('input' in value)) return 'no-input'
  return { input: value.input, expected: 'expected' in value ? value.expected : null }
}
