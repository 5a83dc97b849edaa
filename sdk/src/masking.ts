/** What must not leave the process: by pattern, by the name of a field, or by a function of the application's. */

/** `keys`: API keys and tokens. `cards`: payment cards. `emails`: addresses. Or an expression of one's own. */
export type MaskPattern = 'keys' | 'cards' | 'emails' | RegExp

export interface MaskRules {
  /** Texts that match are replaced by `[masked]`, wherever they stand. */
  readonly patterns?: readonly MaskPattern[] | undefined
  /** Names of fields (any letter case) whose values are replaced, at any depth. */
  readonly fields?: readonly string[] | undefined
}

export type MaskFunction = (text: string, attribute: string) => string

/** A mask as it is used: settings hold it, values are written with it. */
export interface Mask {
  readonly text: MaskFunction
  isSecret(field: string): boolean
  /** A function of the application's own, which is asked about pictures as well. */
  readonly asksForAll: boolean
}

const MASKED = '[masked]'

const KEYS = [
  // Vendors' prefixes: OpenAI, Anthropic, Groq, Hugging Face, GitHub, GitLab, Slack, Stripe, Google, AWS.
  /\b(?:sk|pk|rk|gsk|hf|ghp|gho|ghs|github_pat|glpat|xox[abprs]|sk_live|rk_live|pk_live|whsec)[-_][A-Za-z0-9_-]{16,}/g,
  /\bAIza[0-9A-Za-z_-]{30,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\b[Bb]earer\s+[A-Za-z0-9._~+/-]{16,}=*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
]
/** A JSON web token, or a beginning like one's: a run of letters is then read once, not from each of its hyphens on. */
const WEB_TOKEN = /\beyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})?/g
const EMAIL = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g
const CARD = /(?<!\d|\d\.)(?:\d[ -]?){12,18}\d(?!\d|\.\d)/g

export function compileMask(given: MaskFunction | MaskRules | undefined): Mask | undefined {
  if (given === undefined) return undefined
  if (typeof given === 'function') return { text: failingClosed(given), isSecret: () => false, asksForAll: true }
  const fields = new Set((given.fields ?? []).map((field) => field.toLowerCase()))
  const replaceAll = (given.patterns ?? []).map(replacerOf)
  const inText = [...fields].map(fieldInText)
  return {
    text: failingClosed((text) => [...replaceAll, ...inText].reduce((masked, replace) => replace(masked), text)),
    isSecret: (field) => fields.size > 0 && fields.has(field.toLowerCase()),
    asksForAll: false,
  }
}

/** The text as it may leave. */
export function maskText(text: string, attribute: string, { mask }: { readonly mask: Mask | undefined }): string {
  return mask === undefined ? text : mask.text(text, attribute)
}

/** A mask that fails must not let the text through. */
function failingClosed(mask: MaskFunction): MaskFunction {
  return (text, attribute) => {
    try {
      return String(mask(text, attribute))
    } catch {
      return MASKED
    }
  }
}

type Replace = (text: string) => string

function replacerOf(pattern: MaskPattern): Replace {
  if (pattern === 'keys') return maskKeys
  if (pattern === 'emails') return (text) => (text.includes('@') ? text.replace(EMAIL, MASKED) : text)
  if (pattern === 'cards')
    return (text) => text.replace(CARD, (digits) => (isCardNumber(digits.replace(/\D/g, '')) ? MASKED : digits))
  const all = pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`)
  return (text) => text.replace(all, MASKED)
}

function maskKeys(text: string): string {
  const masked = KEYS.reduce((before, key) => before.replace(key, MASKED), text)
  return masked.replace(WEB_TOKEN, (found, rest: string | undefined) => (rest === undefined ? found : MASKED))
}

/** JSON inside a text, as tool arguments and results are. */
function fieldInText(field: string): Replace {
  const name = field.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pair = new RegExp(`("${name}"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|[^\\s,}\\]"]+)`, 'gi')
  return (text) => text.replace(pair, `$1"${MASKED}"`)
}

/** The check digit of ISO/IEC 7812; without it, every long number would look like a card. */
function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19) return false
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
