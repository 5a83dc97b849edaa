import './api/jitless.ts'
import './tokens.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/api-error.ts'
import { makeRouter } from './router.tsx'
import { startTexts } from './ui/i18n.ts'
import { LocaleProvider } from './ui/LocaleProvider.tsx'
import { applyToDocument, followSystemTheme, getPreferences } from './ui/preferences.ts'
import { startShortcuts } from './ui/shortcuts.ts'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.retryable,
    },
  },
})

async function start(): Promise<void> {
  const preferences = getPreferences()
  applyToDocument(preferences)
  followSystemTheme()
  startShortcuts()
  await startTexts(preferences.language, {
    en: () => import('./locales/en.ts').then((module) => module.texts),
    fa: () => import('./locales/fa.ts').then((module) => module.texts),
  })
  const root = document.getElementById('root')
  if (root === null) throw new Error('BUG: index.html has no #root')
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <LocaleProvider>
          <RouterProvider router={makeRouter(queryClient)} />
        </LocaleProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

void start()
