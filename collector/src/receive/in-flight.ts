/**
 * Memory for bodies on their way through the doors. Each holds what it has, not what it announces, so that a slow
 * sender cannot reserve for others; when nothing is left the door says "later".
 */
export interface InFlight {
  /** A share of one request. Release it whatever happens. */
  open(): InFlightShare
  readonly bytes: number
}

export interface InFlightShare {
  /** False when it does not fit; nothing is taken then. */
  take(bytes: number): boolean
  release(): void
}

export function createInFlight(maxBytes: number): InFlight {
  let total = 0
  return {
    get bytes() {
      return total
    },
    open: () => {
      let mine = 0
      return {
        take: (bytes) => {
          if (total + bytes > maxBytes) return false
          mine += bytes
          total += bytes
          return true
        },
        release: () => {
          total -= mine
          mine = 0
        },
      }
    },
  }
}
