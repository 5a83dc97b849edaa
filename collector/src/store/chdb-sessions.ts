/** Sessions on one embedded database. One session runs its queries in turn, several run in parallel; so each is lent to one caller at a time. */
import { AppError } from '../base/errors.ts'
import { readAborted } from './store-errors.ts'

export interface Lender<Item> {
  /** Waits for a free one. Give it back with `release`. */
  take(signal?: AbortSignal): Promise<Item>
  release(item: Item): void
  /** Takes no more callers; resolves when all are back. */
  drain(): Promise<readonly Item[]>
}

export function createLender<Item>(items: readonly Item[]): Lender<Item> {
  const free = [...items]
  const waiting: { give: (item: Item) => void; refuse: (error: AppError) => void }[] = []
  let onAllBack: (() => void) | undefined
  let isClosed = false
  return {
    take: (signal) => {
      if (isClosed) return Promise.reject(closed())
      const item = free.pop()
      if (item !== undefined) return Promise.resolve(item)
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(caller), 1)
          reject(readAborted())
        }
        const caller = {
          give: (item: Item) => {
            signal?.removeEventListener('abort', leave)
            resolve(item)
          },
          refuse: reject,
        }
        waiting.push(caller)
        signal?.addEventListener('abort', leave, { once: true })
      })
    },
    release: (item) => {
      const next = waiting.shift()
      if (next !== undefined) return next.give(item)
      free.push(item)
      if (free.length === items.length) onAllBack?.()
    },
    drain: async () => {
      isClosed = true
      for (const caller of waiting.splice(0)) caller.refuse(closed())
      if (free.length < items.length) await new Promise<void>((resolve) => (onAllBack = resolve))
      return items
    },
  }
}

function closed(): AppError {
  return new AppError('store_unavailable', 'cannot query the store: it is closed', { retryable: true })
}
