/**
 * What owners decided about reading and pricing their spans, held in memory as projects are: the ingest loop asks
 * once a batch and never waits. Every change is written first and seen after.
 */
import { MAPPED_FIELDS, type MappingRule, type ProjectPrice, type ReadingRules } from '@vitrine/schemas'
import type { Clock } from '../base/clock.ts'
import type { Store } from '../store/store.ts'
import { randomId } from './keys.ts'
import { msOf, timeText } from './rows.ts'

export interface StoredPrice extends ProjectPrice {
  readonly createdMs: number
}

export interface ProjectRulesBook {
  of(projectId: string): ReadingRules
  prices(projectId: string): readonly StoredPrice[]
  addPrice(request: { projectId: string; userId: string; price: Omit<ProjectPrice, 'id'> }): Promise<StoredPrice>
  /** False: the project has no such price. */
  removePrice(request: { projectId: string; userId: string; id: string }): Promise<boolean>
  /** Replaces all of them, in this order. */
  saveMapping(request: {
    projectId: string
    userId: string
    rules: readonly Omit<MappingRule, 'id'>[]
  }): Promise<readonly MappingRule[]>
  saveEstimates(request: { projectId: string; userId: string; estimatesTokens: boolean }): Promise<void>
  /** Reads everything anew: for processes that do not write. */
  refresh(): Promise<void>
}

const NO_READING_RULES: ReadingRules = { version: 0, prices: [], mapping: [], estimatesTokens: true }

type Kind = 'price' | 'mapping' | 'option'

interface RuleRow {
  readonly project_id: string
  readonly kind: Kind
  readonly rule_id: string
  readonly body: string
  readonly created_time: string
  readonly user_id: string
  readonly version: number
  readonly deleted: number
}

/** Empty until it is refreshed. */
export function createProjectRules(options: { store: Store; clock: Clock }): ProjectRulesBook {
  return new RulesInMemory(options)
}

const MAX_ROWS = 200_000
const MAPPING_ID = 'rules'
const ESTIMATES_ID = 'estimate_tokens'

class RulesInMemory implements ProjectRulesBook {
  readonly #store: Store
  readonly #clock: Clock
  /** By project, then by kind and id; removed ones too, for their version. */
  #rows = new Map<string, Map<string, RuleRow>>()
  readonly #compiled = new Map<string, ReadingRules>()

  constructor({ store, clock }: { store: Store; clock: Clock }) {
    this.#store = store
    this.#clock = clock
  }

  of(projectId: string): ReadingRules {
    const rows = this.#rows.get(projectId)
    if (rows === undefined) return NO_READING_RULES
    let rules = this.#compiled.get(projectId)
    if (rules === undefined) {
      rules = {
        version: Math.max(0, ...[...rows.values()].map((row) => row.version)),
        prices: this.prices(projectId),
        mapping: mappingOf(rows.get(`mapping ${MAPPING_ID}`)),
        estimatesTokens: live(rows.get(`option ${ESTIMATES_ID}`))?.body !== 'false',
      }
      this.#compiled.set(projectId, rules)
    }
    return rules
  }

  prices(projectId: string): readonly StoredPrice[] {
    const rows = [...(this.#rows.get(projectId)?.values() ?? [])]
    return rows.filter((row) => row.kind === 'price' && row.deleted === 0).map(priceOf)
  }

  async addPrice({ projectId, userId, price }: Parameters<ProjectRulesBook['addPrice']>[0]): Promise<StoredPrice> {
    const id = randomId('price')
    const row = await this.#write({ projectId, userId, kind: 'price', id, body: JSON.stringify(price), deleted: 0 })
    return priceOf(row)
  }

  async removePrice({ projectId, userId, id }: { projectId: string; userId: string; id: string }): Promise<boolean> {
    const known = live(this.#rows.get(projectId)?.get(`price ${id}`))
    if (known === undefined) return false
    await this.#write({ projectId, userId, kind: 'price', id, body: known.body, deleted: 1 })
    return true
  }

  async saveMapping(request: Parameters<ProjectRulesBook['saveMapping']>[0]): Promise<readonly MappingRule[]> {
    const { projectId, userId } = request
    const rules = request.rules.map((rule, index) => ({ ...rule, id: `rule_${index + 1}` }))
    await this.#write({ projectId, userId, kind: 'mapping', id: MAPPING_ID, body: JSON.stringify(rules), deleted: 0 })
    return this.of(projectId).mapping
  }

  async saveEstimates(request: Parameters<ProjectRulesBook['saveEstimates']>[0]): Promise<void> {
    const { projectId, userId, estimatesTokens } = request
    await this.#write({
      projectId,
      userId,
      kind: 'option',
      id: ESTIMATES_ID,
      body: String(estimatesTokens),
      deleted: 0,
    })
  }

  async refresh(): Promise<void> {
    const rows = await this.#store.query<RuleRow>(`select * from project_rules order by version limit ${MAX_ROWS + 1}`)
    this.#rows = new Map()
    for (const row of rows) this.#keep({ ...row, version: Number(row.version) })
  }

  async #write(change: { projectId: string; userId: string; kind: Kind; id: string; body: string; deleted: 0 | 1 }) {
    const now = this.#clock.nowMs()
    const known = this.#rows.get(change.projectId)?.get(`${change.kind} ${change.id}`)
    const newest = Math.max(0, ...[...(this.#rows.get(change.projectId)?.values() ?? [])].map((row) => row.version))
    const row: RuleRow = {
      project_id: change.projectId,
      kind: change.kind,
      rule_id: change.id,
      body: change.body,
      created_time: known?.created_time ?? timeText(now),
      user_id: change.userId,
      // Above every row of the project, so that the newest of them tells whether anything changed.
      version: Math.max(newest + 1, now * 1000),
      deleted: change.deleted,
    }
    await this.#store.insertRows('project_rules', [{ ...row }])
    this.#keep(row)
    return row
  }

  #keep(row: RuleRow): void {
    const rows = this.#rows.get(row.project_id) ?? new Map<string, RuleRow>()
    const key = `${row.kind} ${row.rule_id}`
    const known = rows.get(key)
    if (known !== undefined && known.version > row.version) return
    this.#rows.set(row.project_id, rows.set(key, row))
    this.#compiled.delete(row.project_id)
  }
}

function live(row: RuleRow | undefined): RuleRow | undefined {
  return row?.deleted === 0 ? row : undefined
}

/** Bodies are of our own making; what an older or a newer version wrote is taken as far as it is understood. */
function priceOf(row: RuleRow): StoredPrice {
  const body = JSON.parse(row.body) as Omit<ProjectPrice, 'id'>
  return { ...body, id: row.rule_id, createdMs: msOf(row.created_time) }
}

const FIELDS: ReadonlySet<string> = new Set(MAPPED_FIELDS)

function mappingOf(row: RuleRow | undefined): readonly MappingRule[] {
  const body = live(row)?.body
  return body === undefined ? [] : (JSON.parse(body) as MappingRule[]).filter((rule) => FIELDS.has(rule.field))
}
