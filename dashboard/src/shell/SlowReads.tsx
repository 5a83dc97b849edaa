import { type Query, useIsFetching, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { useFormat } from '../ui/use-format.ts'

/** Before that, waiting is reading. */
const SLOW_S = 4

/** Reads that the reader asked for; polls in the background are not his. */
export const isAsked = (query: Query) => query.meta?.silent !== true

/** How long the slowest read on the page takes by now, and the way to stop waiting for it. Over the page: it moves nothing. */
export function SlowReads() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const seconds = useSeconds(useIsFetching({ predicate: isAsked }) > 0)
  const stop = () =>
    void client.cancelQueries({ predicate: isAsked, fetchStatus: 'fetching' }, { revert: false, silent: false })
  return (
    <div role="status">
      {seconds >= SLOW_S && (
        <p className="fixed inset-x-4 bottom-16 z-20 mx-auto flex w-fit items-center gap-2 rounded-card border border-line bg-raised px-4 py-1.5 text-xs shadow-float">
          {/* Said once: a clock that speaks every second would drown the page. */}
          <span aria-hidden="true">{t('shell.slow', { time: format.durationMs(seconds * 1000) })}</span>
          <span className="sr-only">{t('shell.slowSaid')}</span>
          <Button size="small" onPress={stop}>
            {t('common.cancel')}
          </Button>
        </p>
      )}
    </div>
  )
}

function useSeconds(isRunning: boolean): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000)
    return () => {
      clearInterval(timer)
      setSeconds(0)
    }
  }, [isRunning])
  return seconds
}
