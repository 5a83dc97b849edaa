/** docs/dialects.md out of the results: what each library sends, what it hides, and what helps. */
import { bodiesOf, readBodies } from './captures.ts'
import { compare, FACTS, type Fact, type Finding } from './compare.ts'
import { javascriptTruths, pythonTruths, type Truth } from './truth.ts'
import { reasonFor, type Unsent } from './unsent.ts'

interface Result {
  readonly truth: Truth
  readonly caseName: string
  readonly findings: readonly Finding[]
}

export function dialectsPage(): string {
  const results = [...javascriptTruths(), ...pythonTruths()].map(resultOf)
  const findings = results.flatMap((result) => result.findings)
  const right = findings.filter(({ isRight }) => isRight).length
  return [
    '# Dialects',
    '',
    'What libraries of LLM telemetry really send, and what Vitrine reads of it. Each library ran against a stand-in of',
    'its provider whose bills are known; what was exported was read by the code that the product runs.',
    '',
    `${results.length} cases, ${findings.length} facts that could be asked of them: ${right} are read as they were. The`,
    `other ${findings.length - right} are not in what the library sends; each is below with the reason, and the product`,
    'shows it as unknown, not as zero.',
    '',
    'One call that several instrumentations saw in traces of their own is joined by the id of its answer. A call that',
    'failed has no answer, and some libraries send no id: two spans of such a call, with nothing above both, stay two.',
    'Equal counts at one time are no proof, since a program may ask the same twice at once, and to join those would hide',
    'a call that was paid for.',
    '',
    'A fact is listed as sent where it is right in every case that has it. This page is made by',
    '`node scripts/docs-dialects.mjs` from the public captures; a test compares it.',
    '',
    ...section(
      'JavaScript and tools',
      results.filter(({ truth }) => truth.folder === 'captures/otlp/'),
    ),
    ...section(
      'Python',
      results.filter(({ truth }) => truth.folder !== 'captures/otlp/'),
    ),
  ].join('\n')
}

function resultOf(truth: Truth): Result {
  const findings = compare(truth, readBodies(bodiesOf(truth.folder, truth.name)))
  return { truth, caseName: truth.name.slice(truth.framework.length + 1), findings }
}

function section(title: string, results: readonly Result[]): string[] {
  const frameworks = [...new Set(results.map(({ truth }) => truth.framework))].sort()
  const rows = frameworks.map((name) =>
    rowOf(
      name,
      results.filter(({ truth }) => truth.framework === name),
    ),
  )
  const head = ['framework', 'version', 'cases', 'sends', 'hides', 'what to switch on']
  return [`## ${title}`, '', ...table(head, rows), '']
}

function rowOf(framework: string, results: readonly Result[]): string[] {
  const asked = FACTS.filter((fact) => results.some(({ findings }) => findings.some((each) => each.fact === fact)))
  const sent = asked.filter((fact) => results.every(({ findings }) => isRightIn(findings, fact)))
  const reasons = reasonsOf(framework, results)
  return [
    framework,
    [...new Set(results.map(({ truth }) => truth.version))].join(', '),
    String(results.length),
    sent.join(', '),
    [...reasons].map(([reason, hidden]) => `${hidden.join(', ')}: ${reason.why}`).join('; '),
    [...new Set([...reasons.keys()].flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy])))].join('; '),
  ]
}

function isRightIn(findings: readonly Finding[], fact: Fact): boolean {
  return findings.every((each) => each.fact !== fact || each.isRight)
}

/** Each reason with the facts that it explains here, and with the cases where it is not all of them. */
function reasonsOf(framework: string, results: readonly Result[]): ReadonlyMap<Unsent, readonly string[]> {
  const hidden = new Map<Unsent, Map<Fact, string[]>>()
  for (const { caseName, findings } of results) {
    for (const { fact, isRight } of findings) {
      const reason = isRight ? undefined : reasonFor(framework, caseName, fact)
      if (reason === undefined) continue
      const facts = hidden.get(reason) ?? new Map<Fact, string[]>()
      facts.set(fact, [...(facts.get(fact) ?? []), caseName])
      hidden.set(reason, facts)
    }
  }
  return new Map([...hidden].map(([reason, facts]) => [reason, inWords(facts, results.length)]))
}

function inWords(facts: ReadonlyMap<Fact, readonly string[]>, caseCount: number): readonly string[] {
  const cases = [...new Set([...facts.values()].flat())]
  const where = cases.length === caseCount ? '' : ` (${cases.join(', ')})`
  const names = [...facts.keys()]
  return names.map((name, index) => (index === names.length - 1 ? `${name}${where}` : name))
}

/** Aligned, as the formatter wants Markdown tables. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)]
}
