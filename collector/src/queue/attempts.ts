/**
 * How often was this range begun by a process that then died? A note is made before work, and gone with the commit
 * or an orderly close, so whatever a new process finds tells of a death. Ranges rarely repeat exactly, so a range
 * takes the highest count of any that it touches; but not of one that it is at most half of, since taking a range
 * apart is how the one that kills is told from its neighbours.
 */
import type { Database } from 'lmdb'
import { heardByGroup } from './open-lmdb.ts'

export interface Note {
  readonly from: number
  readonly to: number
  readonly deaths: number
}

export interface Attempts {
  begun(from: number, to: number): number
  note(from: number, to: number): void
  /** Everything before `offset` is done. */
  forgetBefore(offset: number): void
  forgetAll(): void
  reload(): void
}

export function deathsOn(notes: readonly Note[], from: number, to: number): number {
  const touching = notes.filter((note) => {
    const isPart = note.from <= from && note.to >= to && note.to - note.from >= 2 * (to - from)
    return note.from < to && note.to > from && !isPart
  })
  return Math.max(0, ...touching.map((note) => note.deaths))
}

export function createAttempts(table: () => Database<number, [number, number]>): Attempts {
  let notes: Note[] = []

  function reload(): void {
    notes = [...table().getRange()].map(({ key: [from, to], value }) => ({ from, to, deaths: value }))
  }

  const begun = (from: number, to: number) => deathsOn(notes, from, to)

  function forget(isForgotten: (from: number, to: number) => boolean): void {
    const db = table()
    for (const { key } of db.getRange()) if (isForgotten(...key)) heardByGroup(db.remove(key))
    notes = notes.filter((note) => !isForgotten(note.from, note.to))
  }

  reload()
  return {
    reload,
    begun,
    // Written as the deaths that a next process should count; this one goes on answering from what it found.
    note: (from, to) => {
      heardByGroup(table().put([from, to], begun(from, to) + 1))
    },
    forgetBefore: (offset) => forget((_from, to) => to <= offset),
    forgetAll: () => forget(() => true),
  }
}
