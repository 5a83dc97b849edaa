/** The control room; the contract is in control.ts. */
import { AppError, invariant } from '../base/errors.ts'
import type { Control, ControlOptions, CreatedProject, FirstStart, KeyInfo, Project, User } from './control.ts'
import { createKeyBook, hashKey, type KeyPair, makeKeyPair, prefixOf, randomId } from './keys.ts'
import { createPeople, OWNER, type People } from './people.ts'
import { projectIdOf, readProjectName, slugOf, slugOfId } from './project-names.ts'
import { createProjectRules, type ProjectRulesBook } from './project-rules.ts'
import {
  type ControlRows,
  type KeyRow,
  loadControlRows,
  msOf,
  type ProjectRow,
  type TombstoneRow,
  timeText,
} from './rows.ts'

/** Sixteen bits of a row's version. */
const MAX_EPOCH = 65_535

/** Of a process that alone changes the tables: loaded, and leading. */
export async function createControl(options: ControlOptions): Promise<Control> {
  const control = openControl(options)
  await control.lead()
  return control
}

/** Empty and following: see `load`, `refresh` and `lead`. */
export function openControl(options: ControlOptions): Control {
  return new ControlRoom(options)
}

class ControlRoom implements Control {
  readonly keys
  readonly rules: ProjectRulesBook
  readonly #options: ControlOptions
  #projects = new Map<string, ProjectRow>()
  #keyRows = new Map<string, KeyRow>()
  readonly #people: People
  #tombstones = new Map<string, TombstoneRow>()
  #firstStart: FirstStart = {}
  #leads = false
  /** Changes run one after the other, so that two requests cannot both find a name free. */
  #changes: Promise<unknown> = Promise.resolve()
  readonly #deletions = new Set<Promise<void>>()

  constructor(options: ControlOptions) {
    this.#options = options
    this.rules = createProjectRules(options)
    this.#people = createPeople(options)
    this.keys = createKeyBook({
      adminKey: options.adminKey,
      keylessProject: () => (options.keyless ? this.#firstOwnProject() : undefined),
    })
  }

  get leads(): boolean {
    return this.#leads
  }

  follow(): void {
    this.#leads = false
  }

  async lead(): Promise<void> {
    await this.refresh()
    this.#leads = true
    const password = await this.#people.ensure()
    const first = this.projects().length === 0 ? await this.#createFirstProject() : {}
    this.#firstStart = { ...this.#firstStart, ...first, ...(password === undefined ? {} : { password }) }
    for (const tombstone of this.#tombstones.values()) {
      if (tombstone.target === 'project' && !this.#tombstones.has(doneKey(tombstone.project_id))) {
        this.#deleteInBackground(tombstone)
      }
    }
  }

  get firstStart(): FirstStart {
    return this.#firstStart
  }

  projects(): readonly Project[] {
    return [...this.#projects.values()]
      .filter((row) => row.deleted === 0)
      .sort((a, b) => (a.created_time < b.created_time ? -1 : a.created_time > b.created_time ? 1 : 0))
      .map(projectOf)
  }

  findProject(idOrName: string): Project | undefined {
    const byId = this.#projects.get(idOrName)
    if (byId !== undefined && byId.deleted === 0) return projectOf(byId)
    return this.projects().find((project) => project.name === idOrName)
  }

  epochOf(projectId: string): number {
    return Number(this.#projects.get(projectId)?.derivation_epoch ?? 0)
  }

  raiseEpoch(projectId: string): Promise<number> {
    return this.#inTurn(async () => {
      const row = this.#projects.get(projectId)
      invariant(row !== undefined, `cannot raise the epoch of ${projectId}: there is no such project`)
      const epoch = Number(row.derivation_epoch) + 1
      invariant(epoch <= MAX_EPOCH, `the history of ${projectId} was derived anew ${MAX_EPOCH} times`)
      await this.#writeProject({ ...row, derivation_epoch: epoch, version: this.#after(row) })
      return epoch
    })
  }

  isDeleted(projectId: string): boolean {
    return this.#projects.get(projectId)?.deleted === 1 || this.#tombstones.has(`project ${projectId}`)
  }

  createProject(request: { name: string; isDemo?: boolean; userId: string }): Promise<CreatedProject> {
    return this.#inTurn(() => this.#createProject({ ...request, pair: makeKeyPair() }))
  }

  deleteProject({ projectId, userId }: { projectId: string; userId: string }): Promise<boolean> {
    return this.#inTurn(async () => {
      const row = this.#projects.get(projectId)
      if (row === undefined || row.deleted === 1) return false
      const tombstone = this.#tombstone({ projectId, userId, target: 'project', deletedSpans: 0 })
      await this.#writeTombstone(tombstone)
      await this.#writeKeys(this.#keysOf(projectId).map((key) => ({ ...key, deleted: 1, version: this.#after(key) })))
      await this.#writeProject({ ...row, deleted: 1, version: this.#after(row) })
      this.#deleteInBackground(tombstone)
      return true
    })
  }

  listKeys(projectId: string): readonly KeyInfo[] {
    return this.#keysOf(projectId).map(keyInfoOf)
  }

  createKeys(request: { projectId: string; name: string; userId: string }) {
    return this.#inTurn(async () => {
      const pair = makeKeyPair()
      const pairId = await this.#writePair({ ...request, pair })
      return { pairId, pair }
    })
  }

  revokeKeys({ projectId, id }: { projectId: string; id: string }): Promise<boolean> {
    return this.#inTurn(async () => {
      const rows = this.#keysOf(projectId).filter((key) => key.key_id === id || key.pair_id === id)
      await this.#writeKeys(rows.map((key) => ({ ...key, deleted: 1, version: this.#after(key) })))
      return rows.length > 0
    })
  }

  user(userId: string): User | undefined {
    return this.#people.find(userId)
  }

  login(password: string): Promise<User | undefined> {
    return this.#people.login(password)
  }

  async refresh(): Promise<ControlRows> {
    const changes = this.#changes
    const [rows] = await Promise.all([loadControlRows(this.#options.store), this.rules.refresh()])
    // A change that was written meanwhile is newer than what was read.
    if (changes === this.#changes) this.load(rows)
    return rows
  }

  load(rows: ControlRows): void {
    this.#projects = new Map(rows.projects.map((row) => [row.project_id, row]))
    this.#keyRows = new Map(rows.keys.map((row) => [row.key_id, row]))
    this.#people.load(rows.users)
    this.#tombstones = new Map(rows.tombstones.map((row) => [`${row.target} ${row.target_id}`, row]))
    this.#publishKeys()
  }

  async settled(): Promise<void> {
    await this.#changes
    await Promise.all(this.#deletions)
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    if (!this.#leads) {
      const why = 'cannot change projects or keys here: another process does that; try again'
      return Promise.reject(new AppError('not_the_writer', why, { retryable: true }))
    }
    const result = this.#changes.then(change)
    this.#changes = result.catch(() => undefined)
    return result
  }

  async #createFirstProject(): Promise<FirstStart> {
    const { firstKey, firstPublicKey, firstProject } = this.#options
    const made = makeKeyPair()
    const pair = { key: firstKey ?? made.key, publicKey: firstPublicKey ?? made.publicKey }
    const created = await this.#createProject({ name: firstProject, userId: OWNER, pair })
    if (created.kind === 'bad_name') throw new Error(`cannot create the first project: VITRINE_PROJECT: ${created.why}`)
    if (created.kind === 'taken') return {}
    if (firstKey === undefined) return { project: created.project, pair }
    // A key that the environment gave is not ours to show.
    return { project: created.project, ...(firstPublicKey === undefined ? { publicKey: pair.publicKey } : {}) }
  }

  /** Keys before the project: a crash between them leaves keys to nothing, never a project without keys. */
  async #createProject(request: { name: string; isDemo?: boolean; userId: string; pair: KeyPair }) {
    const read = readProjectName(request.name)
    if (read.kind === 'bad') return { kind: 'bad_name', why: read.why } as const
    if (this.projects().some((project) => project.name === read.name)) return { kind: 'taken' } as const
    const slug = slugOf(read.name)
    const generations = [...this.#projects.values()]
      .filter((row) => slugOfId(row.project_id) === slug)
      .map((row) => Number(row.generation))
    const generation = Math.max(0, ...generations) + 1
    const now = this.#options.clock.nowMs()
    const row: ProjectRow = {
      project_id: projectIdOf(slug, generation),
      name: read.name,
      generation,
      is_demo: request.isDemo === true ? 1 : 0,
      created_time: timeText(now),
      user_id: request.userId,
      derivation_epoch: 0,
      version: now * 1000,
      deleted: 0,
    }
    await this.#writePair({ projectId: row.project_id, name: 'first pair', userId: request.userId, pair: request.pair })
    await this.#writeProject(row)
    return { kind: 'created', project: projectOf(row), pair: request.pair } as const
  }

  async #writePair(request: { projectId: string; name: string; userId: string; pair: KeyPair }): Promise<string> {
    const pairId = randomId('pair')
    const now = this.#options.clock.nowMs()
    const rowOf = (kind: KeyRow['kind'], key: string): KeyRow => ({
      key_id: randomId('key'),
      project_id: request.projectId,
      kind,
      hash: hashKey(key),
      prefix: prefixOf(key),
      pair_id: pairId,
      name: request.name,
      created_time: timeText(now),
      user_id: request.userId,
      version: now * 1000,
      deleted: 0,
    })
    await this.#writeKeys([rowOf('public', request.pair.publicKey), rowOf('secret', request.pair.key)])
    return pairId
  }

  async #writeKeys(rows: readonly KeyRow[]): Promise<void> {
    if (rows.length === 0) return
    await this.#options.store.insertRows('api_keys', plain(rows))
    for (const row of rows) this.#keyRows.set(row.key_id, row)
    this.#publishKeys()
  }

  async #writeProject(row: ProjectRow): Promise<void> {
    await this.#options.store.insertRows('projects', plain([row]))
    this.#projects.set(row.project_id, row)
    this.#publishKeys()
  }

  async #writeTombstone(row: TombstoneRow): Promise<void> {
    await this.#options.store.insertRows('tombstones', plain([row]))
    this.#tombstones.set(`${row.target} ${row.target_id}`, row)
  }

  #tombstone(request: { projectId: string; userId: string; target: string; deletedSpans: number }): TombstoneRow {
    const now = this.#options.clock.nowMs()
    return {
      project_id: request.projectId,
      target: request.target,
      target_id: request.projectId,
      deleted_spans: request.deletedSpans,
      created_time: timeText(now),
      user_id: request.userId,
      version: now * 1000,
      deleted: 0,
    }
  }

  #deleteInBackground(tombstone: TombstoneRow): void {
    const { store, deleteProject, onError } = this.#options
    const { project_id: projectId, user_id: userId } = tombstone
    const deletion = deleteProject(store, projectId)
      .then((spans) => this.#tombstone({ projectId, userId, target: 'project_done', deletedSpans: spans }))
      .then((done) => this.#writeTombstone(done))
      .catch((error: unknown) => onError?.(error))
      .finally(() => this.#deletions.delete(deletion))
    this.#deletions.add(deletion)
  }

  #keysOf(projectId: string): KeyRow[] {
    return [...this.#keyRows.values()].filter((key) => key.project_id === projectId && key.deleted === 0)
  }

  /** Only keys of live projects open anything. */
  #publishKeys(): void {
    const isLive = (id: string) => this.#projects.get(id)?.deleted === 0
    this.keys.replace([...this.#keyRows.values()].filter((key) => isLive(key.project_id)))
  }

  #firstOwnProject(): string | undefined {
    return this.projects().find((project) => !project.isDemo)?.id
  }

  /** Newer than the row, even when the clock stood still or ran backwards. */
  #after(row: { version: number }): number {
    return Math.max(row.version + 1, this.#options.clock.nowMs() * 1000)
  }
}

function doneKey(projectId: string): string {
  return `project_done ${projectId}`
}

function projectOf(row: ProjectRow): Project {
  return { id: row.project_id, name: row.name, isDemo: row.is_demo === 1, createdMs: msOf(row.created_time) }
}

function keyInfoOf(row: KeyRow): KeyInfo {
  return {
    id: row.key_id,
    kind: row.kind,
    prefix: row.prefix,
    pairId: row.pair_id,
    name: row.name,
    createdMs: msOf(row.created_time),
  }
}

function plain<Row extends object>(rows: readonly Row[]): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row)))
}
