// Sets theme, language and direction before the first paint, so that nothing flashes. It is a file of its own and not
// inline because the content security policy allows no inline scripts. The keys are those of ui/preference-values.ts.
;(() => {
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
  const language = kept.language ?? (navigator.language ?? 'en').slice(0, 2)
  root.lang = language === 'fa' ? 'fa' : 'en'
  root.dir = language === 'fa' ? 'rtl' : 'ltr'
})()
