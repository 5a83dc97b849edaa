/** Bulk work: started, watched, cancelled. Adding runs to a dataset, and deriving history anew. */

import type { MappingRule, ProjectPrice } from '@vitrine/schemas'
import type { Job } from '@vitrine/schemas/api'
import { ApiError } from '../api-error.ts'
import type { Jobs } from '../datasets/jobs.ts'
import type { Call, Handlers } from '../handlers.ts'
import { type MoneyOptions, priceFrom, rulesFrom } from './money.ts'

export interface JobRouteOptions {
  readonly jobs: Jobs
  readonly addRuns: (call: Pick<Call<'addToDataset'>, 'scope' | 'body' | 'userId'>) => Promise<Job>
  readonly money: MoneyOptions | undefined
}

export function jobRoutes({ jobs, addRuns, money }: JobRouteOptions) {
  const rederiver = money?.rederiver
  return {
    async createJob({ scope, body, userId }) {
      if (body.action === 'add_to_dataset') {
        const { action: _action, ...run } = body
        return await addRuns({ scope, body: run, userId })
      }
      if (rederiver === undefined) throw cannotRederive()
      const draftPrice: ProjectPrice | undefined =
        body.draft_price === undefined ? undefined : { ...priceFrom(body.draft_price), id: 'draft' }
      const draftRules: readonly MappingRule[] | undefined =
        body.draft_rules === undefined
          ? undefined
          : rulesFrom(body.draft_rules).map((rule, index) => ({ ...rule, id: `draft_${index + 1}` }))
      if (!body.dry_run && (draftPrice !== undefined || draftRules !== undefined)) throw draftToApply()
      return await rederiver.begin({
        projectId: scope().projectId,
        userId,
        isDryRun: body.dry_run,
        draftPrice,
        draftRules,
      })
    },

    listJobs: ({ scope }) => ({ jobs: [...(rederiver?.list(scope().projectId) ?? [])] }),

    getJob({ scope, params }) {
      const { projectId } = scope()
      return jobs.get(projectId, params.job_id) ?? rederiver?.get(projectId, params.job_id) ?? unknownJob(params.job_id)
    },

    cancelJob({ scope, params }) {
      const { projectId } = scope()
      const id = params.job_id
      return jobs.cancel(projectId, id) ?? rederiver?.cancel(projectId, id) ?? unknownJob(id)
    },
  } satisfies Handlers
}

function draftToApply(): ApiError {
  return new ApiError(400, 'invalid_body', 'cannot apply what is not saved: drafts are for dry runs', {
    advice:
      'save the price (POST /api/v1/prices) or the rules (POST /api/v1/mapping), then start the job without drafts',
    params: { field: 'dry_run' },
  })
}

function cannotRederive(): ApiError {
  return new ApiError(400, 'invalid_body', 'cannot derive history anew here: this process does not write', {
    advice: 'ask the process that ingests',
    params: { field: 'action' },
  })
}

function unknownJob(jobId: string): never {
  throw new ApiError(404, 'unknown_job', 'cannot find that job in this project', {
    advice: 'jobs of datasets are forgotten when the server restarts; ask for the work again, repeats are skipped',
    params: { job: jobId },
  })
}
