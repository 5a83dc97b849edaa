/** Where to go after a login: a page of ours, never another host, whatever the link says. */
export function safePath(back: string | undefined): string {
  if (back === undefined || !/^\/(?![/\\])/.test(back) || back.startsWith('/login')) return '/'
  return back
}
