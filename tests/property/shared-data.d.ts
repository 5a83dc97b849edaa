export declare const hasSharedData: boolean
export declare function dataPath(name: string): string
export declare const CONTEXT: {
  projectId: string
  keyId: string
  protocol: string
  partition: number
  offset: number
  receivedMs: number
  epoch: number
  retentionDaysFor: () => number
}
