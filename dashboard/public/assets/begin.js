// Runs before anything is drawn: sets theme, language and direction, so that nothing flashes, and asks for what the page
// will need first while its program is still on the way. It is a file of its own and not inline because the content
// security policy allows no inline scripts. The keys are those of ui/preference-values.ts.
;(() => {
  // Filled by the build: of each language and each page, the files that its program imports.
  const FILES = {}
  let kept = {}
  try {
    kept = JSON.parse(localStorage.getItem('vitrine.preferences') ?? '{}') ?? {}
  } catch {
    kept = {}
  }
  const root = document.documentElement
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const contrast = kept.theme === 'contrast' || matchMedia('(prefers-contrast: more)').matches
  root.dataset.theme = kept.theme === 'dark' || (kept.theme !== 'light' && dark) ? 'dark' : 'light'
  root.dataset.contrast = contrast ? 'more' : 'normal'
  const language = (kept.language ?? (navigator.language ?? 'en').slice(0, 2)) === 'fa' ? 'fa' : 'en'
  root.lang = language
  root.dir = language === 'fa' ? 'rtl' : 'ltr'

  function ask(rel, href, more) {
    document.head.append(Object.assign(document.createElement('link'), { rel, href, crossOrigin: '', ...more }))
  }
  // Of a project: /p/<project>/<page> and /p/<project>/<page>/<one of it>
  const [, kind, , page, one] = location.pathname.split('/')
  const isProject = kind === 'p'
  if (isProject) ask('preload', '/api/v1/me', { as: 'fetch' })
  for (const name of isProject ? [language, one ? `${page}/` : page] : [language])
    for (const file of FILES[name] ?? []) ask('modulepreload', `/${file}`)
})()
