import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useTranslation } from '../ui/i18n.ts'

const CHECK_MS = 10 * 60_000
/** Of the page that is open. */
const OWN = document.querySelector('script[type="module"]')?.getAttribute('src') ?? undefined

/** A tab may be open for weeks: it says when the server has other pages than it shows. */
export function NewVersion() {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['version'],
    queryFn: async ({ signal }) => entryOf(await (await fetch('/', { signal, cache: 'no-cache' })).text()) ?? null,
    initialData: OWN ?? null,
    staleTime: CHECK_MS,
    refetchInterval: CHECK_MS,
    refetchOnWindowFocus: true,
    retry: false,
    meta: { silent: true },
  })
  return (
    <div role="status">
      {data !== null && OWN !== undefined && data !== OWN && (
        <p className="flex items-center gap-2 border-line border-b bg-subtle px-4 py-1.5 text-xs">
          <Icon icon={RefreshCw} />
          {t('shell.newVersion')}
          <Button size="small" onPress={() => location.reload()}>
            {t('shell.reload')}
          </Button>
        </p>
      )}
    </div>
  )
}

/** The program of a page: its name changes with every version, that of other scripts may not. */
function entryOf(html: string): string | undefined {
  return /<script type="module"[^>]+src="(\/assets\/[^"]+)"/.exec(html)?.[1]
}
