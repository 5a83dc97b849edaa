import { useMutation, useQuery } from '@tanstack/react-query'
import type { Job } from '@vitrine/schemas/api'
import { useEffect, useRef } from 'react'
import { cancelJob, jobQuery } from '../api/dataset-queries.ts'

/** A started job, read again until it is over; `onEnd` is called once, when it is. */
export function useJob(project: string, started: Job, onEnd: (job: Job) => void) {
  const polled = useQuery({ ...jobQuery(project, started.id), initialData: started })
  const cancel = useMutation({
    mutationFn: () => cancelJob(project, started.id),
    onSuccess: () => void polled.refetch(),
  })
  const job = polled.data
  const isOver = job.state !== 'running'
  const isTold = useRef(false)
  useEffect(() => {
    if (!isOver || isTold.current) return
    isTold.current = true
    onEnd(job)
  }, [isOver, job, onEnd])
  return {
    job,
    isOver,
    error: polled.error ?? cancel.error,
    retry: () => void polled.refetch(),
    cancel: () => cancel.mutate(),
    isCancelling: cancel.isPending,
  }
}
