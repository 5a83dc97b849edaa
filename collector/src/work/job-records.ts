/** Jobs as versioned rows, so that a restart knows what was under way. */
import type { Job } from '@vitrine/schemas/api'
import type { Store } from '../store/store.ts'

export interface JobRecord {
  readonly projectId: string
  readonly userId: string
  /** What the job's rows are derived under; 0 until it was raised. */
  readonly epoch: number
  readonly version: number
  readonly job: Job
}

interface JobRow {
  readonly project_id: string
  readonly body: string
  readonly user_id: string
  readonly version: string
}

const MAX_JOBS = 10_000

export async function listJobRecords(store: Store): Promise<readonly JobRecord[]> {
  const rows = await store.query<JobRow>(
    `select project_id, body, user_id, version from jobs final order by started_time desc limit ${MAX_JOBS}`,
  )
  return rows.map((row) => {
    const { epoch, job } = JSON.parse(row.body) as Pick<JobRecord, 'epoch' | 'job'>
    return { projectId: row.project_id, userId: row.user_id, version: Number(row.version), epoch, job }
  })
}

export async function writeJobRecord(store: Store, record: JobRecord): Promise<void> {
  const { job, epoch } = record
  const row = {
    project_id: record.projectId,
    job_id: job.id,
    state: job.state,
    body: JSON.stringify({ epoch, job }),
    started_time: new Date(Number(BigInt(job.started) / 1_000_000n)).toISOString().replace('T', ' ').slice(0, 23),
    user_id: record.userId,
    version: record.version,
    deleted: 0,
  }
  await store.insertRows('jobs', [row])
}
