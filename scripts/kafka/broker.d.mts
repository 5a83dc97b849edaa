export interface Kafka {
  readonly addresses: readonly string[]
  kill(index: number, signal?: NodeJS.Signals): Promise<void>
  restart(index: number): Promise<void>
  stop(): Promise<unknown>
}
export function missingForKafka(): string | undefined
export function startKafka(options: {
  readonly data: string
  readonly port?: number | undefined
  readonly advertised?: number | undefined
  readonly count?: number
  readonly say?: (line: string) => void
}): Promise<Kafka>
export function fetchJars(say?: (line: string) => void): Promise<string>
