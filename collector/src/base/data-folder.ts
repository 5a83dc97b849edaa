/** The folder of everything that this process keeps: made, writable, and with room. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { AppError, messageOf } from './errors.ts'

/** Makes the folder and sees that it can be written, in one clear line when not. */
export function takeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (cause) {
    const why = `cannot use the data folder ${folder}: ${messageOf(cause)}; make it writable, or set VITRINE_DATA to another`
    throw new AppError('data_folder', why, { retryable: false, cause })
  }
}

export function diskFull(config: { dataFolder: string; minFreeBytes: number }, freeBytes: number): AppError {
  const mib = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`
  const why = `the disk of ${config.dataFolder} is almost full: ${mib(freeBytes)} left, ${mib(config.minFreeBytes)} needed`
  const what = 'free some space, set VITRINE_DATA to another disk, or lower VITRINE_MIN_FREE_BYTES'
  return new AppError('disk_full', `cannot start: ${why}; ${what}`, { retryable: false })
}
