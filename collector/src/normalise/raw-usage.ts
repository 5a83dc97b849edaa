/** Counts as a convention sends them, before they are told apart into buckets. Undefined: it did not say. */
export interface RawUsage {
  readonly input?: number | undefined
  readonly output?: number | undefined
  readonly total?: number | undefined
  readonly cacheRead?: number | undefined
  readonly cacheWrite?: number | undefined
  readonly reasoning?: number | undefined
  readonly audioInput?: number | undefined
  readonly audioOutput?: number | undefined
  readonly imageInput?: number | undefined
  readonly imageOutput?: number | undefined
  readonly videoInput?: number | undefined
  readonly videoOutput?: number | undefined
  /** Input without cache, said in so many words. */
  readonly uncached?: number | undefined
  /** The convention counts every token in one bucket only. */
  readonly isDisjoint?: boolean | undefined
}
