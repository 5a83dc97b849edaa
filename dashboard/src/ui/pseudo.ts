// A made-up language that is 40 % longer and wrapped in brackets: text that was not taken from a catalogue, or that is
// cut off, shows at a glance.

export type Texts = { readonly [key: string]: string | Texts }

const ACCENTS: Record<string, string> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ó',
  U: 'Ú',
}

export function pseudo(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, typeof value === 'string' ? pseudoText(value) : pseudo(value)]),
  )
}

/** Placeholders (`{{n}}`) and tags (`<1>`) stay as they are. */
export function pseudoText(text: string): string {
  const accented = text
    .split(/(\{\{.*?\}\}|<.*?>|\$t\(.*?\))/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/[aeiouAEIOU]/g, (letter) => ACCENTS[letter] ?? letter),
    )
    .join('')
  return `[${accented}${'·'.repeat(Math.ceil(text.length * 0.4))}]`
}
