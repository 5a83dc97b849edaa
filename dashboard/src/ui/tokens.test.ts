// Contrast of the colour tokens on every background that a row of text may have, in both themes.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const css = readFileSync(path.join(import.meta.dirname, '..', 'tokens.css'), 'utf8')

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const light = tokensOf(':root')
const dark = new Map([...light, ...tokensOf(':root[data-theme="dark"]')])
const themes = {
  light,
  dark,
  'light, more contrast': new Map([...light, ...tokensOf(':root[data-contrast="more"]')]),
  'dark, more contrast': new Map([...dark, ...tokensOf(':root[data-theme="dark"][data-contrast="more"]')]),
}
/** Behind words that a search found, which are in the colour of text. */
const FOUND = ['found', 'found-here']
const BACKGROUNDS = ['bg', 'subtle', 'hover', 'selected', 'raised']

it.each(Object.entries(themes))('text and marks can be told from every background: %s', (_name, tokens) => {
  const isText = (name: string) =>
    /^(fg|link|error|warning|success|running|accent)/.test(name) && !name.endsWith('-mark')
  const low: string[] = []
  for (const [name, colour] of tokens) {
    if (BACKGROUNDS.includes(name) || name === 'border' || name === 'on-accent' || FOUND.includes(name)) continue
    const least = isText(name) || name.endsWith('-text') ? 4.5 : 3
    for (const background of BACKGROUNDS) {
      const got = contrast(colour, tokens.get(background) ?? '')
      if (got < least) low.push(`${name} on ${background}: ${got.toFixed(2)} < ${least}`)
    }
  }
  expect(low).toEqual([])
  for (const name of FOUND) expect(contrast(tokens.get('fg') ?? '', tokens.get(name) ?? '')).toBeGreaterThan(4.5)
  expect(contrast(tokens.get('on-accent') ?? '', tokens.get('accent') ?? '')).toBeGreaterThan(4.5)
})
