/**
 * The control room: projects, keys and users. It holds them in memory, so that doors and requests never wait for the
 * store to know who asks; every change is written first and seen in memory after. One process leads and changes them
 * (ClickHouse has no compare-and-set), the others follow: see follow-control.ts.
 */
import type { Clock } from '../base/clock.ts'
import type { KeyDirectory } from '../base/principal.ts'
import type { Store } from '../store/store.ts'
import type { KeyPair } from './keys.ts'
import type { ProjectRulesBook } from './project-rules.ts'
import type { ControlRows } from './rows.ts'

export interface ControlOptions {
  readonly store: Store
  readonly clock: Clock
  /** VITRINE_ADMIN_KEY: valid while set, never stored. */
  readonly adminKey?: string | undefined
  /** VITRINE_KEY, VITRINE_PUBLIC_KEY, VITRINE_PROJECT: taken when there is no project. */
  readonly firstKey?: string | undefined
  readonly firstPublicKey?: string | undefined
  readonly firstProject: string
  /** Spans without a key go to the first project; the doors add their own conditions (loopback only). */
  readonly keyless: boolean
  /** VITRINE_PASSWORD: becomes the owner's password. */
  readonly password?: string | undefined
  /** VITRINE_VIEWER_PASSWORD: whoever has it may read and not change; valid while set. */
  readonly viewerPassword?: string | undefined
  /** Listening beyond the loopback: an owner without a password gets a made one, to be printed once. */
  readonly loginRequired: boolean
  /** Deletes everything that a project holds; may be called again after a crash. Resolves with the spans deleted. */
  readonly deleteProject: (store: Store, projectId: string) => Promise<number>
  /** Told when a deletion failed; it is taken up again at the next start. */
  readonly onError?: (error: unknown) => void
}

export interface Project {
  readonly id: string
  readonly name: string
  readonly isDemo: boolean
  readonly createdMs: number
}

/** Never the key itself: that was shown once. */
export interface KeyInfo {
  readonly id: string
  readonly kind: 'secret' | 'public'
  readonly prefix: string
  readonly pairId: string
  readonly name: string
  readonly createdMs: number
}

export interface User {
  readonly id: string
  readonly name: string
  readonly role: 'owner' | 'viewer'
  readonly hasPassword: boolean
  /** Changes with the password, so that old sessions end. */
  readonly version: number
}

export type CreatedProject =
  | { readonly kind: 'created'; readonly project: Project; readonly pair: KeyPair }
  | { readonly kind: 'taken' }
  | { readonly kind: 'bad_name'; readonly why: string }

/** What the start prints, once. */
export interface FirstStart {
  /** Set when this start made the first project. */
  readonly project?: Project
  /** Set when its keys were made here (and not given by the environment). */
  readonly pair?: KeyPair
  /** Set when the environment gave the secret key alone, so that only the public one was made here. */
  readonly publicKey?: string
  /** Set when a password was made for the owner. */
  readonly password?: string
}

export interface Control {
  readonly keys: KeyDirectory
  readonly firstStart: FirstStart
  /** Prices, mapping rules and switches of projects. */
  readonly rules: ProjectRulesBook
  /** What rows of this project are derived under; higher ones win over whatever was stored. */
  epochOf(projectId: string): number
  /** Before history is derived anew: whatever comes from now on is of the new epoch. */
  raiseEpoch(projectId: string): Promise<number>
  /** Live projects, oldest first. */
  projects(): readonly Project[]
  /** By id, else by name. */
  findProject(idOrName: string): Project | undefined
  /** Was this project deleted on request? Ingest drops what still arrives for it. */
  isDeleted(projectId: string): boolean
  createProject(request: { name: string; isDemo?: boolean; userId: string }): Promise<CreatedProject>
  /** Tombstone, keys and project row now; the data in the background, see `settled`. False: no such project. */
  deleteProject(request: { projectId: string; userId: string }): Promise<boolean>
  listKeys(projectId: string): readonly KeyInfo[]
  createKeys(request: { projectId: string; name: string; userId: string }): Promise<{ pairId: string; pair: KeyPair }>
  /** Revokes a key, by its id, or a pair, by the pair's. False: the project has no such key. */
  revokeKeys(request: { projectId: string; id: string }): Promise<boolean>
  user(userId: string): User | undefined
  /** The owner or the viewer, whose password it is. */
  login(password: string): Promise<User | undefined>
  /** Does this process make the changes? The others refuse them with AppError not_the_writer. */
  readonly leads: boolean
  /** From now on this process makes the changes: it loads, makes what a first start needs, takes up deletions. */
  lead(): Promise<void>
  /** From now on another process makes them. */
  follow(): void
  /** Reads everything anew: for processes that follow. */
  refresh(): Promise<ControlRows>
  /** Takes rows that were kept elsewhere. */
  load(rows: ControlRows): void
  /** Resolves when no change and no deletion is under way. */
  settled(): Promise<void>
}
