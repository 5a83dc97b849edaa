export interface Kafka {
  readonly addresses: readonly string[]
  /** Of the listeners that want TLS, a password, or both, and the file that the certificate is trusted by. */
  readonly secured?: {
    readonly tls: string
    readonly sasl: string
    readonly tlsSasl: string
    readonly caFile: string
  }
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
  readonly secured?: boolean
  readonly say?: (line: string) => void
}): Promise<Kafka>
export function fetchJars(say?: (line: string) => void): Promise<string>
