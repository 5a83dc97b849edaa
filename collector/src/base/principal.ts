/**
 * Who asks. Every request resolves to one principal before any route; every query is bound to one of its projects.
 */
export interface Principal {
  readonly kind: 'key' | 'public-key' | 'admin' | 'user'
  /** The key's id, 'admin', or the user's id. */
  readonly id: string
  readonly role: 'ingest' | 'public' | 'owner' | 'viewer' | 'admin'
  /** Project ids; 'all' for the admin key and people who logged in. */
  readonly projects: readonly string[] | 'all'
}

/** A key as a door sees it: which project a body goes to, and what the key may do. */
export interface KeyIdentity {
  readonly keyId: string
  readonly projectId: string
  readonly kind: 'secret' | 'public'
}

/** Keys in memory; control/ keeps it fresh. Lookups never touch the store. */
export interface KeyDirectory {
  /** By the key as the client sent it. */
  find(key: string): KeyIdentity | undefined
  /** The project that takes spans without a key on the loopback; undefined when that is off. */
  keylessProject(): string | undefined
  /** Is this the admin key? */
  isAdmin(key: string): boolean
  /**
   * Looks once more, where another process makes the keys. True: what is not known now is wrong; false: nobody could
   * be asked, so the client should come again.
   */
  recheck?(): Promise<boolean>
}
