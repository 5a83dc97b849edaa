/** What a stranger must not read in texts, whoever wrote them: secrets and personal data, by their shape or their name. */

type Rule = readonly [pattern: RegExp, mask: string]

const RULES: readonly Rule[] = [
  // Bytes as text: nobody can tell what a picture shows. Then what addresses carry behind their question mark.
  [/data:[\w/+.-]+;base64,[A-Za-z0-9+/=_-]*/g, '[data]'],
  [/[A-Za-z0-9+/_-]{160,}={0,2}/g, '[data]'],
  [/\?(?<=https?:\/\/[^\s"'<>?]+\?)[^\s"'<>]+/g, '?[hidden]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[secret]'],
  // Prefixes by which vendors mark their keys, JSON web tokens, and whatever follows "Bearer" or "Basic".
  [/\b(?:sk|pk|rk|gsk|hf|gh[a-z]|github_pat|glpat|xox[a-z]|whsec|vtr)[-_][A-Za-z0-9_-]{12,}/g, '[secret]'],
  [/\b(?:AKIA|ASIA|AIza)[0-9A-Za-z_-]{12,}/g, '[secret]'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, '[secret]'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 [secret]'],
  [/(\/\/[^\s/:@]+):[^\s/@]+@/g, '$1:[secret]@'],
  [
    /((?:password|passwd|pwd|secret|api[-_ ]?key|access[-_ ]?key|auth[-_ ]?token|access[-_ ]?token)["'\\]*\s*[:=]\s*)["'\\]*[^\s"'\\,;}]+["'\\]*/gi,
    '$1[secret]',
  ],
  [/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu, '[e-mail]'],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g, '[account]'],
  [/(?<!\d|\d\.)\d(?:[ -]?\d){12,18}(?!\d|\.\d)/g, '[number]'],
  [/(?<![\w.])\+\d[\d ()-]{7,17}\d/g, '[phone]'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, '[address]'],
]

const SECRET_NAME =
  /pass(?:word|wd)|secret|api[-_]?key|authorization|cookie|credential|(?:access|auth|refresh)[-_]?token/i

export function redactText(text: string): string {
  return RULES.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text)
}

/** Texts at any depth, and whole values under a name that says secret. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      redactText(name),
      SECRET_NAME.test(name) && each !== null ? '[secret]' : redactValue(each),
    ]),
  )
}
